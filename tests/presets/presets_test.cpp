// Each preset against tests/presets/<name>.expected.json: what it sends for a call, and what
// replies come to. Those are written by hand after the vendor's documentation, none is recorded.
#include <algorithm>
#include <boost/json/serialize.hpp>

#include "crm/endpoint_state.hpp"
#include "crm/upload_state.hpp"
#include "preset_stand.hpp"
#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

std::string text_or(const boost::json::object& object, std::string_view key, std::string fallback) {
  const auto* const value = object.if_contains(key);
  return value ? std::string(value->as_string()) : fallback;
}

std::uint64_t count_or(const boost::json::object& object, std::string_view key) {
  const auto* const value = object.if_contains(key);
  return value ? value->to_number<std::uint64_t>() : 0;
}

const std::string& any_preset() {
  static const auto names = preset_names();
  static const std::vector<std::string> list(names.begin(), names.end());
  return list.at(GENERATE(range(std::size_t{0}, list.size())));
}

/// Every request of a configuration by the name that the expectations have for it.
std::vector<std::pair<std::string, GenericCrmEndpoint>> requests_of(const CrmConfig& config) {
  std::vector<std::pair<std::string, GenericCrmEndpoint>> requests;
  for (std::size_t n = 0; n < crm_operation_count; ++n) {
    const auto operation = static_cast<CrmOperation>(n);
    const auto endpoint = config.endpoint(operation);
    if (!endpoint) continue;
    const std::string name(to_string(operation));
    requests.emplace_back(name, *endpoint);
    const auto& upload = endpoint->state().upload;
    if (upload && upload->then)
      requests.emplace_back(name + ".then", GenericCrmEndpoint(upload->then));
  }
  return requests;
}

/// Returns whether a request must be there for a call: all for the standard one, for others those
/// that come out differently.
bool is_needed(std::string_view call, std::string_view request) {
  if (call == "standard") return true;
  if (call == "anonymous") return request == "find_account";
  if (call == "bare") return request == "create_account" || request == "create_record";
  return request == "find_account" || request == "create_account";
}

http::Response response_of(const boost::json::object& reply) {
  std::vector<http::Field> fields;
  if (const auto* const headers = reply.if_contains("headers"))
    for (const auto& [name, value] : headers->as_object())
      fields.emplace_back(std::string(name), std::string(value.as_string()));
  const auto* const body = reply.if_contains("body");
  return {reply.at("status").to_number<int>(), std::move(fields),
          body ? boost::json::serialize(*body) : text_or(reply, "text", "")};
}

void check_reply(const GenericCrmEndpoint& endpoint, const boost::json::object& expected,
                 const Variables& variables) {
  INFO(to_string(endpoint.operation()) << ": " << text_or(expected, "case", "without a name"));
  const auto reply = endpoint.read(response_of(expected), variables);
  CHECK(to_string(reply.verdict) == text_or(expected, "verdict", ""));
  CHECK(reply.id() == text_or(expected, "id", ""));
  CHECK(reply.link == text_or(expected, "link", ""));
  CHECK(reply.unverified == count_or(expected, "unverified"));
}

/// The cases that the replies of an endpoint must have.
std::vector<std::string> cases_of(const GenericCrmEndpoint& endpoint) {
  using enum CrmOperation;
  std::vector<std::string> cases{"refused"};
  if (is_find(endpoint.operation()))
    cases.insert(cases.end(), {"found", "none"});
  else
    cases.emplace_back(is_create(endpoint.operation()) ? "created" : "done");
  if (endpoint.operation() == find_account || endpoint.operation() == find_record)
    cases.insert(cases.end(), {"several", "stranger"});
  if (endpoint.operation() == find_account || endpoint.operation() == create_record)
    cases.emplace_back("rate limited");
  if (endpoint.state().conflict) cases.emplace_back("duplicate");
  if (endpoint.state().failure) cases.emplace_back("failure in a 200");
  return cases;
}

void check_cases(const GenericCrmEndpoint& endpoint,
                 const std::vector<boost::json::object>& replies) {
  for (const auto& wanted : cases_of(endpoint)) {
    INFO(to_string(endpoint.operation()) << " has no reply for the case: " << wanted);
    CHECK(std::any_of(replies.begin(), replies.end(),
                      [&](const auto& reply) { return text_or(reply, "case", "") == wanted; }));
  }
}

}  // namespace

TEST_CASE("a preset sends what is expected, whatever the caller is called") {
  const auto& name = any_preset();
  const auto* const call = GENERATE("standard", "hostile", "bare", "anonymous");
  const auto config = load_preset(name);
  const Expectations expectations(name);
  const auto& expected = expectations.requests(call);
  const auto requests = requests_of(config);
  for (const auto& [request, endpoint] : requests) {
    INFO(name << ", " << call << ": " << request);
    const auto* const wanted = expected.if_contains(request);
    const auto actual = planned(endpoint, expectations.variables(call));
    INFO("planned: " << boost::json::serialize(actual));
    if (is_needed(call, request)) REQUIRE(wanted);
    if (wanted) CHECK(actual == *wanted);
  }
  for (const auto& each : expected) {
    INFO(name << " has no request " << each.key());
    CHECK(std::any_of(requests.begin(), requests.end(),
                      [&](const auto& request) { return request.first == each.key(); }));
  }
}

TEST_CASE("replies of the shape that the vendor documents come to what they mean") {
  const auto& name = any_preset();
  INFO(name);
  const auto config = load_preset(name);
  const Expectations expectations(name);
  const auto variables = expectations.variables("standard");
  for (std::size_t n = 0; n < crm_operation_count; ++n) {
    const auto operation = static_cast<CrmOperation>(n);
    const auto endpoint = config.endpoint(operation);
    INFO(to_string(operation));
    REQUIRE(endpoint);
    const auto replies = expectations.replies(to_string(operation));
    check_cases(*endpoint, replies);
    for (const auto& reply : replies)
      check_reply(*endpoint, reply, variables);
  }
}

TEST_CASE("a preset knows the pages of what it found") {
  const auto& name = any_preset();
  INFO(name);
  const auto config = load_preset(name);
  const auto variables = Expectations(name).variables("standard");
  CHECK(config.account_url(variables).find(*variables.text("ACCOUNT_ID")) != std::string::npos);
  CHECK(config.record_url(variables).find(*variables.text("RECORD_ID")) != std::string::npos);
}
