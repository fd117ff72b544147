#include "dip/reply_filter.hpp"

#include <algorithm>

#include "core/byte_search.hpp"
#include "dip/decimal.hpp"
#include "text/names.hpp"

namespace crmlink {
namespace {

bool has_type(const DataDipParameter& parameter, AllowedType type) {
  switch (type) {
    case AllowedType::any:
      return true;
    case AllowedType::text:
      return parameter.kind == ValueKind::text;
    case AllowedType::number:
      return parameter.kind == ValueKind::number ||
             (parameter.kind == ValueKind::text && Decimal::parse(parameter.value));
    case AllowedType::boolean:
      return parameter.kind == ValueKind::boolean ||
             (parameter.kind == ValueKind::text && spells_boolean(parameter.value));
  }
  return false;
}

// Bytes are counted first: a text never has more characters than bytes.
bool is_too_long(std::string_view value, std::size_t max_length) noexcept {
  return value.size() > max_length && count_characters(value) > max_length;
}

/// Returns the counter of the reason for which a parameter is refused, or nullptr.
std::size_t* refusal(const DataDipParameter& parameter, const ReplyRules& rules, Reply& reply) {
  auto& dropped = reply.dropped;
  if (!is_parameter_name(parameter.name)) return &dropped.invalid_name;
  auto max_length = default_max_value_length;
  if (rules.allow) {
    const auto allowed = std::find_if(
        rules.allow->begin(), rules.allow->end(),
        [&parameter](const AllowedParameter& known) { return known.name == parameter.name; });
    if (allowed == rules.allow->end()) return &dropped.not_allowed;
    if (!has_type(parameter, allowed->type)) return &dropped.wrong_type;
    max_length = allowed->max_length;
  }
  if (is_too_long(parameter.value, max_length)) return &dropped.too_long;
  if (reply.parameters.size() >= rules.max_parameters) return &dropped.too_many;
  return nullptr;
}

}  // namespace

void admit(const DataDipParameter& parameter, const ReplyRules& rules, Reply& reply) {
  forget(parameter.name, reply);
  if (auto* const counter = refusal(parameter, rules, reply))
    ++*counter;
  else
    reply.parameters.push_back(parameter);
}

bool is_parameter_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= max_parameter_name && !has_byte<Control>(name);
}

void forget(std::string_view name, Reply& reply) {
  auto& parameters = reply.parameters;
  const auto found =
      std::find_if(parameters.begin(), parameters.end(),
                   [name](const DataDipParameter& earlier) { return earlier.name == name; });
  if (found != parameters.end()) parameters.erase(found);
}

std::size_t count_characters(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

bool spells_boolean(std::string_view text) noexcept {
  return text::same_name(text, "true") || text::same_name(text, "false");
}

}  // namespace crmlink
