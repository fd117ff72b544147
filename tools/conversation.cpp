#include "conversation.hpp"

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <ctime>
#include <ostream>
#include <utility>

#include "config_file.hpp"
#include "crmlink/contact/contact_explanation.hpp"
#include "crmlink/core/config.hpp"
#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

constexpr std::array<std::string_view, 2> scopes_of_event{"contact", "event"};

std::string now_in_utc() {
  const auto seconds = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

const boost::json::value* member_of(const Variables& scopes, std::string_view scope,
                                    std::string_view name) {
  const auto* const root = scopes.json(scope);
  const auto* const members = root ? root->if_object() : nullptr;
  return members ? members->if_contains(name) : nullptr;
}

/// Says which members of a file no conversation has.
class Inspector {
 public:
  Inspector(const std::string& path, Console& console)
      : path_(path), console_(console), known_(contact_vocabulary()) {}

  void look_at(const std::string& scope, const boost::json::object& members) {
    for (const auto& [key, value] : members) {
      const auto name = scope + '.' + std::string(key);
      if (!known_.contains(name) || known_.nearest(name) != name) warn(name);
      const auto* const below = value.if_object();
      // Only the members of an agent and of a queue have names that are known.
      if (below && known_.contains(name + ".id")) look_at(name, *below);
    }
  }

 private:
  void warn(const std::string& name) {
    console_.err << printable(shown_name(path_)) << ": " << console_.err_style.yellow("warning: ")
                 << printable(name) << ": no conversation has it";
    if (const auto nearest = known_.nearest(name); !nearest.empty())
      console_.err << "; did you mean " << printable(nearest) << '?';
    console_.err << '\n';
  }

  const std::string& path_;
  Console& console_;
  Vocabulary known_;
};

}  // namespace

std::optional<Variables> load_conversation(const std::string& path, bool as_json, Console& console,
                                           ExitStatus& status) {
  Variables scopes;
  if (path.empty()) return scopes;
  const auto text = load_text(path, as_json, console, status);
  if (!text) return std::nullopt;
  auto document = ConfigDocument::parse(shown_name(path), *text);
  auto root = document.root();
  for (const auto scope : scopes_of_event)
    if (root.optional_object(scope)) scopes.set_json(scope, root.find(scope)->json());
  root.reject_unknown();
  if (const auto verdict = document.finish(); !verdict) {
    status = complaints;
    print_load_failure(path, verdict.error(), as_json, console);
    return std::nullopt;
  }
  Inspector inspector(path, console);
  for (const auto scope : scopes_of_event)
    if (const auto* const value = scopes.json(scope))
      inspector.look_at(std::string(scope), value->get_object());
  return scopes;
}

Vocabulary conversation_vocabulary() {
  auto known = contact_vocabulary();
  for (const auto scope : scopes_of_event)
    known.add(scope);
  return known;
}

Variables with_present(Variables scopes) {
  const auto* const before = scopes.json("event");
  auto event = before && before->is_object() ? before->get_object() : boost::json::object();
  if (!event.contains("datetime")) event["datetime"] = now_in_utc();
  scopes.set_json("event", std::move(event));
  return scopes;
}

void warn_of_event(const Variables& scopes, Console& console) {
  const auto* const name = member_of(scopes, "event", "name");
  if (!name || !name->is_string() || name->get_string().empty())
    console.err << console.err_style.yellow("warning: ")
                << "no event, so nothing runs: add --set event.name=Received\n";
  constexpr std::array<std::array<const char*, 3>, 3> no_texts{
      {{"priority", "a number", "5"},
       {"skills", "a list", R"('["en"]')"},
       {"required_agents", "a list", R"('[{"number": "7"}]')"}}};
  for (const auto& [member, kind, example] : no_texts) {
    const auto* const value = member_of(scopes, "contact", member);
    if (!value || !value->is_string()) continue;
    console.err << console.err_style.yellow("warning: ") << "contact." << member
                << " is a text here and " << kind << " in conversations: --set contact." << member
                << ":=" << example << " makes it one\n";
  }
}

}  // namespace crmlink::tool
