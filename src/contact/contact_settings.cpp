#include "contact/contact_settings.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "contact/contact_names.hpp"

namespace crmlink::contact {
namespace {

namespace json = boost::json;

Error unusable(std::string detail) {
  ErrorInfo info(Errc::invalid_response);
  info.where = "response.set";
  info.detail = std::move(detail);
  info.delivery = Delivery::answered;
  return info;
}

Error not_provided() {
  return unusable("the host has no setter for it");
}

/// Returns a member that is a text or a number.
std::string member(const json::value& object, std::string_view name) {
  const auto* const members = object.if_object();
  const auto* const found = members ? members->if_contains(name) : nullptr;
  if (!found) return {};
  if (const auto* const text = found->if_string()) return std::string(*text);
  if (const auto* const whole = found->if_int64()) return std::to_string(*whole);
  return {};
}

std::optional<std::uint64_t> read_priority(const json::value& value) {
  if (const auto* const whole = value.if_uint64()) return *whole;
  if (const auto* const whole = value.if_int64())
    return *whole < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(*whole));
  const auto* const text = value.if_string();
  if (!text) return std::nullopt;
  std::uint64_t priority = 0;
  const auto* const end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, priority);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(priority) : std::nullopt;
}

std::optional<ContactAgent> read_agent(const json::value& value) {
  ContactAgent agent;
  agent.id = member(value, "id");
  agent.number = member(value, "number");
  agent.chat_address = member(value, "chat_address");
  if (agent.id.empty() && agent.number.empty() && agent.chat_address.empty()) return std::nullopt;
  return agent;
}

Result<> set_priority(const ContactSetters& setters, const json::value& value) {
  const auto priority = read_priority(value);
  if (!priority) return unusable("priority isn't an unsigned integer");
  return setters.priority ? setters.priority(*priority) : not_provided();
}

Result<> set_queue(const ContactSetters& setters, const json::value& value) {
  ContactQueue queue;
  queue.id = member(value, "id");
  queue.address = member(value, "address");
  if (queue.id.empty() == queue.address.empty())
    return unusable("queue has neither or both of id and address");
  if (!queue.id.empty() && !is_uuid(queue.id)) return unusable("queue.id isn't a UUID");
  return setters.queue ? setters.queue(queue) : not_provided();
}

Result<> set_preferred(const ContactSetters& setters, const json::value& value) {
  const auto agent = read_agent(value);
  if (!agent) return unusable("preferredAgent names no agent");
  return setters.preferred_agent ? setters.preferred_agent(*agent) : not_provided();
}

Result<> set_required(const ContactSetters& setters, const json::value& value) {
  std::vector<ContactAgent> agents;
  const auto* const list = value.if_array();
  if (!list || list->empty()) return unusable("requiredAgents isn't a list of agents");
  for (const auto& each : *list) {
    auto agent = read_agent(each);
    if (!agent) return unusable("requiredAgents has an element that names no agent");
    agents.push_back(std::move(*agent));
  }
  return setters.required_agents ? setters.required_agents(agents) : not_provided();
}

}  // namespace

Result<> Settings::apply_one(std::string_view kind, const json::value& value) const {
  if (kind == "priority") return set_priority(setters_, value);
  if (kind == "queue") return set_queue(setters_, value);
  if (kind == "preferredAgent") return set_preferred(setters_, value);
  return set_required(setters_, value);
}

void Settings::apply(const json::value& set, ContactStep& step) {
  const auto* const members = set.if_object();
  if (!members) return;
  for (const auto& [kind, value] : *members) {
    if (done_.contains(std::string_view(kind))) {
      step.note.append(step.note.empty() ? "" : "; ")
          .append(kind)
          .append(" was set by an integration before");
      continue;
    }
    const auto applied = apply_one(kind, value);
    if (applied) {
      done_.emplace(kind);
      step.set.emplace_back(kind);
    } else {
      step.status = ContactStepStatus::failed;
      step.error = applied.error();
    }
  }
}

}  // namespace crmlink::contact
