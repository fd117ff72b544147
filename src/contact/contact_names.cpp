#include "contact/contact_names.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/nearest.hpp"
#include "text/names.hpp"

namespace crmlink::contact {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 16> contact_names{"channel_type",
                                                         "channel_sub_type",
                                                         "direction",
                                                         "id",
                                                         "guid",
                                                         "created",
                                                         "language",
                                                         "priority",
                                                         "skills",
                                                         "queue",
                                                         "forwarding_queue",
                                                         "agent",
                                                         "preferred_agent",
                                                         "required_agents",
                                                         "source",
                                                         "destination"};
constexpr std::array<std::string_view, 2> event_names{"name", "datetime"};
constexpr std::array<std::string_view, 2> queue_names{"id", "address"};
constexpr std::array<std::string_view, 3> agent_names{"id", "number", "chat_address"};
constexpr std::array<std::string_view, 5> response_names{"body", "text", "headers", "status",
                                                         "duration"};
constexpr std::array<std::string_view, 3> request_names{"method", "url", "query_params"};
constexpr std::array<std::pair<std::string_view, Names>, 8> members{
    {{"contact", contact_names},
     {"event", event_names},
     {"response", response_names},
     {"request", request_names},
     {"contact.queue", queue_names},
     {"contact.forwarding_queue", queue_names},
     {"contact.agent", agent_names},
     {"contact.preferred_agent", agent_names}}};

/// Replaces each `{name}` by as many bytes.
void replace(std::string& text, std::string_view name, std::string_view by) {
  const auto braced = '{' + std::string(name) + '}';
  for (std::size_t at = 0; at + braced.size() <= text.size(); ++at) {
    const bool literal = at > 0 && text[at - 1] == '{';
    if (!literal && text::same_name(std::string_view(text).substr(at, braced.size()), braced))
      text.replace(at + 1, by.size(), by);
  }
}

/// Complains when `name` isn't one of `known`.
void check_member(const ConfigValue& value, std::size_t offset, std::string_view scope,
                  std::string_view name, Names known) {
  const auto same = [name](std::string_view each) { return each == name; };
  if (std::any_of(known.begin(), known.end(), same)) return;
  ConfigProblem problem("unknown placeholder {" + std::string(scope) + '.' + std::string(name) +
                        '}');
  if (const auto near = nearest_name(name, known); !near.empty())
    problem.nearest = '{' + std::string(scope) + '.' + near + '}';
  problem.offset = offset;
  value.complain(std::move(problem));
}

constexpr bool is_letter(char c) noexcept {
  return static_cast<unsigned char>(c) >= 0x80 || text::is_upper(text::to_upper(c)) || c == '_';
}

constexpr bool is_hex(char c) noexcept {
  const char lower = text::to_lower(c);
  return text::is_digit(c) || (lower >= 'a' && lower <= 'f');
}

Vocabulary vocabulary(std::initializer_list<std::string_view> scopes) {
  Vocabulary made{"config_id"};
  for (const auto scope : scopes)
    made.add_scope(scope);
  return made;
}

}  // namespace

Names properties() noexcept {
  return contact_names;
}

Names event_members() noexcept {
  return event_names;
}

Vocabulary request_vocabulary() {
  auto made = vocabulary({"contact", "event", "authentications"});
  made.add(event_name_variable);
  return made;
}

Vocabulary reply_vocabulary() {
  auto made = vocabulary({"contact", "event", "response", "request", "debug"});
  made.add(everything_variable);
  made.add(event_name_variable);
  return made;
}

std::string respell_text(std::string text) {
  replace(text, "event", event_name_variable);
  return text;
}

std::string respell_value(std::string text) {
  return text::same_name(text, "{event}") ? text : respell_text(std::move(text));
}

std::string respell_reply(std::string text) {
  constexpr std::string_view headers = "{response.headers.";
  replace(text, "*", everything_variable);
  for (std::size_t at = 0; at + headers.size() <= text.size(); ++at) {
    if (!text::same_name(std::string_view(text).substr(at, headers.size()), headers)) continue;
    for (auto to = at + headers.size(); to < text.size() && text[to] != '}'; ++to)
      text[to] = text::to_lower(text[to]);
  }
  return respell_value(std::move(text));
}

std::string spell_back(std::string text) {
  if (text == event_name_variable) return "event";
  replace(text, event_name_variable, "event");
  replace(text, everything_variable, "*");
  return text;
}

void for_each_member(const std::function<void(std::string_view name)>& visit) {
  for (const auto& [scope, known] : members) {
    if (scope == "response" || scope == "request") continue;
    for (const auto name : known)
      visit(std::string(scope).append(".").append(name));
  }
}

void check_members(const ConfigValue& value, std::string_view source, std::string_view reference) {
  const auto at = source.find(reference);
  const auto offset = at == std::string_view::npos ? 0 : at;
  for (const auto& [scope, known] : members) {
    if (reference.size() <= scope.size() || reference[scope.size()] != '.' ||
        !text::same_name(reference.substr(0, scope.size()), scope))
      continue;
    const auto rest = reference.substr(scope.size() + 1);
    check_member(value, offset, scope, rest.substr(0, rest.find_first_of(".[")), known);
  }
}

std::string_view credential_of(std::string_view reference) noexcept {
  constexpr std::string_view scope = "authentications.";
  if (!text::same_name(reference.substr(0, scope.size()), scope)) return {};
  return reference.substr(scope.size());
}

bool is_element_name(std::string_view text) noexcept {
  if (text.empty() || !is_letter(text.front()) || text::same_name(text.substr(0, 3), "xml"))
    return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || text::is_digit(c) || c == '-' || c == '.';
  });
}

bool is_uuid(std::string_view text) noexcept {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

}  // namespace crmlink::contact
