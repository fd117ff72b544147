#include "adapter_messages.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace agent_desktop {
namespace {

namespace json = boost::json;
using crmlink::CrmStatus;

constexpr std::int64_t agent_id = 7;

std::string_view summary_of(const crmlink::CrmOutcome& outcome) {
  if (outcome.succeeded()) return "done";
  if (outcome.status == CrmStatus::deferred) return "later";
  return outcome.status == CrmStatus::skipped ? "skipped" : "failed";
}

}  // namespace

crmlink::AdapterEvent event_of_agent(crmlink::AdapterEventKind kind) {
  crmlink::AdapterEvent event(kind);
  event.agent.id = crmlink::AdapterId(agent_id);
  event.agent.email = agent_email;
  return event;
}

std::string adapter_message(const crmlink::AdapterEvent& event) {
  return json::serialize(json::object{{"kind", "event"}, {"text", event.to_json()}});
}

std::string told(std::string_view what, const crmlink::CrmOutcome& outcome) {
  const auto why = outcome.succeeded() ? std::string() : outcome.error.message();
  return json::serialize(json::object{
      {"kind", "told"}, {"what", what}, {"status", summary_of(outcome)}, {"why", why}});
}

}  // namespace agent_desktop
