#include <algorithm>
#include <boost/json/value.hpp>
#include <utility>

#include "contact/contact_names.hpp"
#include "contact/contact_request_reader.hpp"
#include "core/nearest.hpp"
#include "text/names.hpp"

namespace crmlink {
namespace {

bool has_placeholder(const std::string& text) {
  return text.find('{') != std::string::npos;
}

void expect(const ConfigValue& value, std::string expected) {
  ConfigProblem problem;
  problem.expected = std::move(expected);
  value.complain(std::move(problem));
}

/// Complains about keys, however deep, that can't be names of XML elements.
void check_keys(const ConfigValue& value) {
  if (value.is_array())
    for (const auto& item : value.items())
      check_keys(item);
  if (!value.is_object()) return;
  for (const auto& [name, member] : value.members()) {
    if (!contact::is_element_name(name))
      member.complain(ConfigProblem("the key \"" + name + "\" isn't a name of an XML element"));
    check_keys(member);
  }
}

text::JsonTemplate read_value(const ConfigValue& value, ContactLookupConfig::State& state) {
  constexpr std::string_view body = "response.body";
  constexpr std::string_view debug = "debug";
  const auto vocabulary = contact::reply_vocabulary();
  auto made = text::JsonTemplate::read(value, {Slot::json, vocabulary}, contact::respell_reply);
  made.for_each_template([&](const TextTemplate& text) {
    text.for_each_reference([&](std::string_view reference) {
      contact::check_members(value, text.source(), reference);
      state.needs_json =
          state.needs_json || text::same_name(reference.substr(0, body.size()), body);
      state.needs_debug = state.needs_debug || reference == contact::everything_variable ||
                          text::same_name(reference.substr(0, debug.size()), debug);
    });
  });
  return made;
}

std::optional<text::JsonTemplate> read_save(ConfigObject& response,
                                            ContactLookupConfig::State& state) {
  const auto value = response.find("save");
  if (!value) return std::nullopt;
  if (!value->is_object()) {
    expect(*value, "an object");
    return std::nullopt;
  }
  check_keys(*value);
  return read_value(*value, state);
}

void check_priority(ConfigObject& set) {
  const auto value = set.find("priority");
  if (!value) return;
  const auto text = value->is_text() ? value->text() : std::nullopt;
  if (text && !has_placeholder(*text)) expect(*value, "a whole number from 0, or a placeholder");
  if (!value->is_text()) value->integer({.least = 0});
}

/// Complains about an object that isn't one of `names`, each a text.
void check_party(const ConfigValue& value, std::initializer_list<std::string_view> names) {
  if (value.is_text()) {
    const auto text = value.text();
    if (text && !has_placeholder(*text)) expect(value, "an object, or a placeholder");
    return;
  }
  auto object = value.object();
  if (!object) return;
  std::size_t members = 0;
  for (const auto name : names)
    members += object->optional_text(name) ? 1U : 0U;
  object->reject_unknown();
  if (members != 1) object->complain("", ConfigProblem("needs one of its members, and one only"));
}

void check_queue(ConfigObject& set) {
  const auto value = set.find("queue");
  if (!value) return;
  check_party(*value, {"id", "address"});
  const auto object = value->is_object() ? value->object() : std::nullopt;
  const auto id = object ? ConfigObject(*object).find("id") : std::nullopt;
  const auto text = id && id->is_text() ? id->text() : std::nullopt;
  if (text && !has_placeholder(*text) && !contact::is_uuid(*text)) expect(*id, "a UUID");
}

void check_agents(ConfigObject& set) {
  if (const auto preferred = set.find("preferredAgent"))
    check_party(*preferred, {"id", "number", "chat_address"});
  const auto required = set.find("requiredAgents");
  if (!required) return;
  if (required->is_text()) return check_party(*required, {});
  for (const auto& agent : required->items(1))
    check_party(agent, {"id", "number", "chat_address"});
}

std::optional<text::JsonTemplate> read_set(ConfigObject& response,
                                           ContactLookupConfig::State& state) {
  auto set = response.optional_object("set");
  if (!set) return std::nullopt;
  check_priority(*set);
  check_queue(*set);
  check_agents(*set);
  set->reject_unknown();
  return read_value(*response.find("set"), state);
}

/// Returns the keys that are saved.
std::vector<std::string> saved_keys(std::optional<ConfigObject>& response) {
  std::vector<std::string> keys;
  const auto save = response ? response->find("save") : std::nullopt;
  if (save && save->is_object())
    for (const auto& [name, value] : save->members())
      keys.push_back(name);
  return keys;
}

std::vector<std::string> read_view(ConfigObject& views, std::string_view name,
                                   const std::vector<std::string>& saved) {
  std::vector<std::string> fields;
  for (const auto& value : views.items(name)) {
    auto field = value.non_empty_text();
    if (!field) continue;
    if (std::find(saved.begin(), saved.end(), *field) == saved.end()) {
      NearestName nearest(*field);
      for (const auto& key : saved)
        nearest.offer(key);
      ConfigProblem problem("\"" + *field + "\" isn't saved");
      problem.nearest = nearest.result();
      value.complain(std::move(problem));
    }
    fields.push_back(std::move(*field));
  }
  return fields;
}

}  // namespace

void read_contact_response(ConfigObject& root, ContactLookupConfig::State& state) {
  auto response = root.optional_object("response");
  if (response) {
    state.save = read_save(*response, state);
    state.set = read_set(*response, state);
    response->reject_unknown();
  }
  state.saved = saved_keys(response);
  state.agent_view = state.saved;
  auto views = root.optional_object("views");
  if (!views) return;
  if (views->has("agent")) state.agent_view = read_view(*views, "agent", state.saved);
  state.statistics_view = read_view(*views, "statistics", state.saved);
  views->reject_unknown();
}

}  // namespace crmlink
