#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crmlink/contact/contact_condition.hpp"

namespace {

crmlink::Variables make_scopes() {
  crmlink::Variables scopes;
  scopes.set_json("contact", boost::json::parse(R"({"source": "+12223334444", "priority": 7,
      "direction": "inbound", "skills": ["en", "billing"], "queue": {"id": "q", "address": null}})"));
  scopes.set_json("event", boost::json::parse(R"({"name": "Received"})"));
  return scopes;
}

}  // namespace

// The input is a condition. Whatever it is: it is refused with a place, or it is evaluated within
// its bounds, twice the same, and holds only if it could be evaluated.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crmlink;
  static const auto scopes = make_scopes();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ContactConditionFault fault;
  const auto condition = ContactCondition::parse(text, {}, fault);
  if (!condition) {
    if (fault.problem.empty() || fault.offset > size) std::abort();
    return 0;
  }
  ContactConditionWorld world;
  world.random = [] { return 0.5; };
  const auto verdict = condition->evaluate(scopes, world);
  const auto again = condition->evaluate(scopes, world);
  if (verdict.holds && !verdict.problem.empty()) std::abort();
  if (verdict.holds != again.holds || verdict.value != again.value) std::abort();
  return 0;
}
