#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <cmath>
#include <span>

#include "core/config_state.hpp"
#include "core/json_scanner.hpp"
#include "core/nearest.hpp"
#include "crmlink/core/config.hpp"

namespace crmlink {
namespace {

namespace json = boost::json;

constexpr std::string_view secret_forms =
    R"(a non-empty text, {"env": …}, {"file": …} or {"callback": …})";

std::string range_text(std::string unit, IntegerRange range) {
  const bool has_least = range.least != IntegerRange().least;
  const bool has_most = range.most != IntegerRange().most;
  if (has_least && has_most)
    return unit + " from " + std::to_string(range.least) + " to " + std::to_string(range.most);
  if (has_least) return unit + " of at least " + std::to_string(range.least);
  if (has_most) return unit + " of at most " + std::to_string(range.most);
  return unit;
}

/// Returns the integer that a JSON number is, if it is one of 64 bits without a fraction.
std::optional<std::int64_t> whole(const json::value& value) noexcept {
  if (const auto* number = value.if_int64()) return *number;
  const auto* number = value.if_double();
  // 2^53: beyond it a double doesn't say which integer was written.
  if (number == nullptr || std::abs(*number) > 9007199254740992.0) return std::nullopt;
  if (std::trunc(*number) != *number) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

std::string list_of(std::span<const std::string_view> names) {
  std::string out = "one of ";
  for (const std::string_view name : names) {
    if (out.back() == '"') out += ", ";
    out += '"' + std::string(name) + '"';
  }
  return out;
}

bool has_control(std::string_view text) noexcept {
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return true;
  return false;
}

std::optional<Secret> named_callback(ConfigObject& source, const std::string& name,
                                     const SecretProviders& providers) {
  const auto found = providers.find(name);
  if (found != providers.end()) return Secret::callback(name, found->second);
  NearestName search(name);
  for (const auto& [known, callback] : providers)
    search.consider(known);
  ConfigProblem problem("the host has no such callback");
  problem.nearest = search.result();
  source.complain("callback", std::move(problem));
  return std::nullopt;
}

}  // namespace

ConfigValue::ConfigValue(std::shared_ptr<ConfigState> state, const json::value& value,
                         std::string pointer) noexcept
    : state_(std::move(state)), value_(&value), pointer_(std::move(pointer)) {}

bool ConfigValue::is_text() const noexcept {
  return value_->is_string();
}

bool ConfigValue::is_object() const noexcept {
  return value_->is_object();
}

bool ConfigValue::is_array() const noexcept {
  return value_->is_array();
}

void ConfigValue::complain(ConfigProblem problem) const {
  state_->complain(pointer_, std::move(problem));
}

void ConfigValue::complain_expected(std::string expected) const {
  ConfigProblem problem;
  problem.expected = std::move(expected);
  complain(std::move(problem));
}

std::optional<std::string> ConfigValue::text() const {
  if (const auto* text = value_->if_string()) return std::string(*text);
  complain_expected("a text");
  return std::nullopt;
}

std::optional<std::string> ConfigValue::non_empty_text() const {
  const auto* text = value_->if_string();
  if (text != nullptr && !text->empty()) return std::string(*text);
  complain_expected("a non-empty text");
  return std::nullopt;
}

std::optional<bool> ConfigValue::boolean() const {
  if (const auto* flag = value_->if_bool()) return *flag;
  complain_expected("true or false");
  return std::nullopt;
}

std::optional<std::int64_t> ConfigValue::whole_number(IntegerRange range,
                                                      const std::string& expected) const {
  const auto number = whole(*value_);
  if (number && *number >= range.least && *number <= range.most) return number;
  complain_expected(range_text(expected, range));
  return std::nullopt;
}

std::optional<std::int64_t> ConfigValue::integer(IntegerRange range) const {
  return whole_number(range, "a whole number");
}

std::optional<double> ConfigValue::number() const {
  boost::system::error_code ec;
  const auto number = value_->to_number<double>(ec);
  if (!ec && std::isfinite(number)) return number;
  complain_expected("a number");
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> ConfigValue::milliseconds(DurationRange range) const {
  const auto number = whole_number({range.least.count(), range.most.count()}, "milliseconds");
  if (!number) return std::nullopt;
  return std::chrono::milliseconds(*number);
}

std::optional<std::size_t> ConfigValue::choice(
    std::initializer_list<std::string_view> names) const {
  return choice(std::vector<std::string_view>(names));
}

std::optional<std::size_t> ConfigValue::choice(const std::vector<std::string_view>& names) const {
  ConfigProblem problem;
  problem.expected = list_of(names);
  if (const auto* text = value_->if_string()) {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == std::string_view(text->data(), text->size())) return i;
    problem.nearest = nearest_name({text->data(), text->size()}, names);
  }
  complain(std::move(problem));
  return std::nullopt;
}

std::optional<Secret> ConfigValue::secret(const SecretProviders& providers) const {
  state_->hide(pointer_);
  if (value_->is_object()) return secret_source(providers);
  const auto* text = value_->if_string();
  if (text == nullptr || text->empty()) {
    complain_expected(std::string(secret_forms));
    return std::nullopt;
  }
  if (has_control({text->data(), text->size()})) {
    complain(ConfigProblem("a control character or line break in the secret"));
    return std::nullopt;
  }
  return Secret::literal(std::string(*text));
}

std::optional<Secret> ConfigValue::secret_source(const SecretProviders& providers) const {
  ConfigObject source = ConfigObject::of(*this);
  const std::array<std::string_view, 3> kinds{"env", "file", "callback"};
  std::array<std::optional<ConfigValue>, kinds.size()> given;
  std::size_t count = 0;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    given[i] = source.find(kinds[i]);
    count += given[i] ? 1U : 0U;
  }
  source.reject_unknown();
  if (count != 1) {
    complain_expected(R"(exactly one of "env", "file" and "callback")");
    return std::nullopt;
  }
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (!given[i]) continue;
    const auto name = given[i]->non_empty_text();
    if (!name) return std::nullopt;
    if (has_control(*name)) {
      given[i]->complain(ConfigProblem("a control character in the name"));
      return std::nullopt;
    }
    if (i == 0) return Secret::environment(*name);
    if (i == 1) return Secret::file(*name);
    return named_callback(source, *name, providers);
  }
  return std::nullopt;
}

std::optional<ConfigObject> ConfigValue::object() const {
  if (value_->is_object()) return ConfigObject::of(*this);
  complain_expected("an object");
  return std::nullopt;
}

std::vector<ConfigValue> ConfigValue::items(std::size_t at_least) const {
  const auto* array = value_->if_array();
  if (array == nullptr || array->size() < at_least) {
    complain_expected(at_least == 0 ? "a list" : "a list of at least " + std::to_string(at_least));
    return {};
  }
  std::vector<ConfigValue> out;
  for (const json::value& item : *array)
    out.push_back(ConfigValue(state_, item, pointer_ + '/' + std::to_string(out.size())));
  return out;
}

std::vector<std::pair<std::string, ConfigValue>> ConfigValue::members() const {
  const auto* object = value_->if_object();
  if (object == nullptr) {
    complain_expected("an object");
    return {};
  }
  std::vector<std::pair<std::string, ConfigValue>> out;
  for (const auto& [name, value] : *object)
    out.emplace_back(std::string(name),
                     ConfigValue(state_, value, pointer_ + '/' + escape_pointer(name)));
  return out;
}

}  // namespace crmlink
