#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "core/config_state.hpp"
#include "core/json_scanner.hpp"
#include "core/nearest.hpp"
#include "crmlink/core/config.hpp"

namespace crmlink {
namespace {

namespace json = boost::json;

/// More names than this help nobody who looks for the right one.
constexpr std::size_t max_listed_names = 12;

template <class T>
T or_empty(std::optional<T> value) {
  return std::move(value).value_or(T());
}

/// Reads a member that may be missing; std::nullopt also when it is wrong.
template <class Read>
auto read_if(const std::optional<ConfigValue>& value, Read read) -> decltype(read(*value)) {
  if (!value) return std::nullopt;
  return read(*value);
}

std::string list_of(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names)
    out += (out.empty() ? "one of " : ", ") + name;
  return out;
}

}  // namespace

struct ConfigObject::Node {
  std::shared_ptr<ConfigState> state;    // nullptr: nothing is there, nobody is told
  const json::object* object = nullptr;  // nullptr only when state is
  std::string pointer;
  std::vector<std::string> known;

  bool knows(std::string_view key) const {
    return std::find(known.begin(), known.end(), key) != known.end();
  }

  void learn(std::string_view key) {
    if (!knows(key)) known.emplace_back(key);
  }

  ConfigProblem unknown(std::string_view key) const {
    NearestName search(key);
    for (const std::string& name : known)
      search.offer(name);
    ConfigProblem problem("unknown key");
    problem.nearest = search.result();
    if (problem.nearest.empty() && known.size() <= max_listed_names)
      problem.expected = list_of(known);
    return problem;
  }
};

ConfigObject::ConfigObject(std::shared_ptr<Node> node) noexcept : node_(std::move(node)) {}

ConfigObject ConfigObject::none() {
  return ConfigObject(std::make_shared<Node>());
}

ConfigObject ConfigObject::of(const ConfigValue& value) {
  return ConfigObject(
      std::make_shared<Node>(Node{value.state_, value.json().if_object(), value.pointer(), {}}));
}

const std::string& ConfigObject::pointer() const noexcept {
  return node_->pointer;
}

ConfigObject::operator bool() const noexcept {
  return node_->state != nullptr;
}

std::string ConfigObject::pointer_of(std::string_view key) const {
  if (key.empty()) return node_->pointer;
  if (key.front() == '/') return node_->pointer + std::string(key);
  return node_->pointer + '/' + escape_pointer(key);
}

bool ConfigObject::has(std::string_view key) const noexcept {
  return node_->object != nullptr && node_->object->if_contains(key) != nullptr;
}

std::vector<std::string> ConfigObject::names() const {
  std::vector<std::string> all;
  if (node_->object != nullptr)
    for (const auto& member : *node_->object)
      all.emplace_back(member.key());
  return all;
}

void ConfigObject::also_known(std::string_view key) {
  node_->learn(key);
}

std::optional<ConfigValue> ConfigObject::find(std::string_view key) {
  node_->learn(key);
  const json::value* value = node_->object == nullptr ? nullptr : node_->object->if_contains(key);
  if (value == nullptr) return std::nullopt;
  return ConfigValue(node_->state, *value, node_->pointer + '/' + escape_pointer(key));
}

std::optional<ConfigValue> ConfigObject::require(std::string_view key, std::string_view expected) {
  auto value = find(key);
  if (value) return value;
  ConfigProblem problem("missing");
  problem.expected = expected;
  complain(key, std::move(problem));
  return std::nullopt;
}

void ConfigObject::complain(std::string_view key, ConfigProblem problem) const {
  if (node_->state) node_->state->complain(pointer_of(key), std::move(problem));
}

void ConfigObject::reject_unknown() const {
  if (node_->object == nullptr) return;
  for (const auto& [name, value] : *node_->object) {
    if (node_->knows(name)) continue;
    auto problem = node_->state->is_full() ? ConfigProblem() : node_->unknown(name);
    node_->state->complain_about_name(node_->pointer + '/' + escape_pointer(name),
                                      std::move(problem));
  }
}

std::string ConfigObject::required_text(std::string_view key) {
  return or_empty(read_if(require(key, "a non-empty text"),
                          [](const ConfigValue& value) { return value.non_empty_text(); }));
}

std::optional<std::string> ConfigObject::optional_text(std::string_view key) {
  return read_if(find(key), [](const ConfigValue& value) { return value.text(); });
}

std::string ConfigObject::text(std::string_view key, std::string_view fallback) {
  return optional_text(key).value_or(std::string(fallback));
}

bool ConfigObject::required_boolean(std::string_view key) {
  return or_empty(read_if(require(key, "true or false"),
                          [](const ConfigValue& value) { return value.boolean(); }));
}

bool ConfigObject::boolean(std::string_view key, bool fallback) {
  return read_if(find(key), [](const ConfigValue& value) { return value.boolean(); })
      .value_or(fallback);
}

std::int64_t ConfigObject::required_integer(std::string_view key, IntegerRange range) {
  return or_empty(read_if(require(key, "a whole number"),
                          [&](const ConfigValue& value) { return value.integer(range); }));
}

std::optional<std::int64_t> ConfigObject::optional_integer(std::string_view key,
                                                           IntegerRange range) {
  return read_if(find(key), [&](const ConfigValue& value) { return value.integer(range); });
}

std::int64_t ConfigObject::integer(std::string_view key, IntegerRange range,
                                   std::int64_t fallback) {
  return optional_integer(key, range).value_or(fallback);
}

std::chrono::milliseconds ConfigObject::required_milliseconds(std::string_view key,
                                                              DurationRange range) {
  return or_empty(read_if(require(key, "milliseconds"),
                          [&](const ConfigValue& value) { return value.milliseconds(range); }));
}

std::optional<std::chrono::milliseconds> ConfigObject::optional_milliseconds(std::string_view key,
                                                                             DurationRange range) {
  return read_if(find(key), [&](const ConfigValue& value) { return value.milliseconds(range); });
}

std::chrono::milliseconds ConfigObject::milliseconds(std::string_view key, DurationRange range,
                                                     std::chrono::milliseconds fallback) {
  return optional_milliseconds(key, range).value_or(fallback);
}

std::optional<std::size_t> ConfigObject::required_choice(
    std::string_view key, std::initializer_list<std::string_view> names) {
  return read_if(require(key, list_of({names.begin(), names.end()})),
                 [&](const ConfigValue& value) { return value.choice(names); });
}

std::size_t ConfigObject::choice(std::string_view key,
                                 std::initializer_list<std::string_view> names,
                                 std::size_t fallback) {
  return read_if(find(key), [&](const ConfigValue& value) { return value.choice(names); })
      .value_or(fallback);
}

Secret ConfigObject::required_secret(std::string_view key, const SecretProviders& providers) {
  return or_empty(read_if(require(key, "a secret"),
                          [&](const ConfigValue& value) { return value.secret(providers); }));
}

Secret ConfigObject::secret(std::string_view key, const SecretProviders& providers) {
  return or_empty(
      read_if(find(key), [&](const ConfigValue& value) { return value.secret(providers); }));
}

ConfigObject ConfigObject::required_object(std::string_view key) {
  return read_if(require(key, "an object"), [](const ConfigValue& value) { return value.object(); })
      .value_or(none());
}

std::optional<ConfigObject> ConfigObject::optional_object(std::string_view key) {
  return read_if(find(key), [](const ConfigValue& value) { return value.object(); });
}

std::vector<ConfigValue> ConfigObject::items(std::string_view key, std::size_t at_least) {
  const auto value =
      at_least == 0 ? find(key) : require(key, "a list of at least " + std::to_string(at_least));
  return value ? value->items(at_least) : std::vector<ConfigValue>();
}

std::vector<ConfigObject> ConfigObject::objects(std::string_view key, std::size_t at_least) {
  std::vector<ConfigObject> out;
  for (const ConfigValue& item : items(key, at_least))
    if (auto object = item.object()) out.push_back(std::move(*object));
  return out;
}

std::vector<std::string> ConfigObject::texts(std::string_view key, std::size_t at_least) {
  std::vector<std::string> out;
  for (const ConfigValue& item : items(key, at_least))
    if (auto text = item.text()) out.push_back(std::move(*text));
  return out;
}

std::vector<std::pair<std::string, ConfigValue>> ConfigObject::members(std::string_view key) {
  const auto value = find(key);
  return value ? value->members() : std::vector<std::pair<std::string, ConfigValue>>();
}

std::vector<std::pair<std::string, ConfigObject>> ConfigObject::object_members(
    std::string_view key) {
  std::vector<std::pair<std::string, ConfigObject>> out;
  for (const auto& [name, value] : members(key))
    if (auto object = value.object()) out.emplace_back(name, std::move(*object));
  return out;
}

std::vector<std::pair<std::string, std::string>> ConfigObject::text_members(std::string_view key) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& [name, value] : members(key))
    if (auto text = value.text()) out.emplace_back(name, std::move(*text));
  return out;
}

}  // namespace crmlink
