#include <algorithm>
#include <array>

#include "text/functions.hpp"
#include "text/json_writer.hpp"
#include "text/names.hpp"

namespace crmlink::text {
namespace {

bool is_one_of(std::string_view word, const std::array<std::string_view, 4>& words) noexcept {
  return std::any_of(words.begin(), words.end(),
                     [word](std::string_view known) { return same_name(word, known); });
}

std::string_view without_leading_zeros(std::string_view digits) noexcept {
  while (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1]))
    digits.remove_prefix(1);
  return digits;
}

}  // namespace

FunctionResult number(FunctionArguments arguments) {
  auto digits = trim(*arguments[0]);
  const auto negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  digits = without_leading_zeros(digits);
  // JSON's only values that begin with a digit are numbers (RFC 8259 §6).
  if (digits.empty() || !is_digit(digits.front()) || !is_json(digits)) return std::nullopt;
  return (negative ? "-" : "") + std::string(digits);
}

FunctionResult boolean(FunctionArguments arguments) {
  const auto word = trim(*arguments[0]);
  if (is_one_of(word, {"true", "yes", "on", "1"})) return "true";
  if (is_one_of(word, {"false", "no", "off", "0"})) return "false";
  return std::nullopt;
}

FunctionResult json(FunctionArguments arguments) {
  const auto text = trim(*arguments[0]);
  if (!is_json(text)) return std::nullopt;
  return std::string(text);
}

}  // namespace crmlink::text
