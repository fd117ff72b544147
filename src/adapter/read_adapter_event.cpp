#include "crmlink/adapter/read_adapter_event.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "adapter/event_members.hpp"
#include "adapter/json_repair.hpp"
#include "crmlink/core/json.hpp"
#include "text/json_writer.hpp"
#include "text/names.hpp"

namespace crmlink {
namespace {

using Json = boost::json::value;

// A repair adds a comma at most for every other character.
constexpr JsonLimits limits{.max_depth = 32, .max_size = 2 * max_adapter_event};

Error not_an_event(std::string detail) {
  ErrorInfo info(Errc::invalid_response);
  info.where = "an agent adapter's event";
  info.detail = std::move(detail);
  return info;
}

bool take(const Json& value, std::string& text) {
  const auto* const given = value.if_string();
  if (given) text.assign(given->data(), given->size());
  return given != nullptr;
}

bool take(const Json& value, AdapterId& id) {
  if (const auto* const number = value.if_int64()) {
    id = AdapterId(*number);
    return true;
  }
  if (const auto* const number = value.if_uint64()) {
    id.text = std::to_string(*number);
    id.is_number = true;
    return true;
  }
  return take(value, id.text);
}

template <class Named>
bool take_named(const Json& value, std::optional<Named>& named, std::size_t count) {
  std::string text;
  if (!take(value, text)) return false;
  if (text == "end-user") text = "end_user";
  for (std::size_t n = 0; n < count; ++n)
    if (text::same_name(text, to_string(static_cast<Named>(n)))) named = static_cast<Named>(n);
  return named.has_value();
}

bool take(const Json& value, std::optional<CobrowseState>& state) {
  return take_named(value, state, 4);
}

bool take(const Json& value, std::optional<CobrowseParty>& party) {
  return take_named(value, party, 3);
}

/// Puts a member where it belongs; false: it belongs nowhere, or is of another type.
bool place(std::string_view name, const Json& value, AdapterEvent& event) {
  bool placed = false;
  visit_members(event, [&](std::string_view known, auto& member) {
    if (known == name) placed = take(value, member);
  });
  return placed;
}

void read_data(const boost::json::object& data, AdapterEvent& event) {
  for (const auto& member : data) {
    if (member.value().is_null() || place(member.key(), member.value(), event)) continue;
    std::string json;
    text::write_json(member.value(), json);
    event.others.emplace_back(std::string(member.key()), std::move(json));
  }
}

/// The redaction events stand in the source pages without what is around the others.
bool is_bare_redaction(const boost::json::object& root) {
  const auto has = [&root](const char* name) {
    const auto* const value = root.if_contains(name);
    return value && !value->is_null();
  };
  return root.size() == 2 && has("agent_id") && has("call_id");
}

/// Returns false when there is nothing that says what happened.
bool read_root(const boost::json::object& root, AdapterEvent& event) {
  if (is_bare_redaction(root)) {
    event.kind = AdapterEventKind::call_redaction;
    read_data(root, event);
    return true;
  }
  const auto* const type = root.if_contains("type");
  if (!type || !take(*type, event.type) || event.type.empty()) return false;
  event.kind = parse_adapter_event_kind(event.type);
  if (event.type == to_string(event.kind)) event.type.clear();
  const auto* const data = root.if_contains("data");
  if (data && data->is_object()) read_data(data->get_object(), event);
  return true;
}

}  // namespace

Result<AdapterReading> read_adapter_event(std::string_view text) {
  if (text.size() > max_adapter_event) return not_an_event("it is longer than 1 MiB");
  AdapterReading reading;
  const auto json = JsonRepair(text).run(reading.repairs);
  const auto root = parse_json(json, limits);
  if (!root) return not_an_event(std::string(root.error().detail()));
  if (!root->is_object()) return not_an_event("it isn't a JSON object");
  if (!read_root(root->get_object(), reading.event)) return not_an_event("it has no type");
  return reading;
}

}  // namespace crmlink
