#include <algorithm>
#include <charconv>

#include "text/encode.hpp"
#include "text/functions.hpp"
#include "text/names.hpp"

namespace crmlink::text {
namespace {

std::optional<std::size_t> read_count(std::string_view text) noexcept {
  std::size_t count = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, count);
  if (read.ec != std::errc{} || read.ptr != end || count == 0) return std::nullopt;
  return count;
}

std::string mapped(std::string_view text, char (*map)(char) noexcept) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), map);
  return result;
}

std::string only_digits(std::string_view text) {
  std::string result;
  std::copy_if(text.begin(), text.end(), std::back_inserter(result), is_digit);
  return result;
}

// Where the character that ends before `end` begins; a byte that isn't UTF-8 is a character.
std::size_t start_of_character(std::string_view text, std::size_t end) noexcept {
  const auto most = std::min<std::size_t>(end, 4);
  for (std::size_t length = 1; length <= most; ++length)
    if (utf8_length(text.substr(end - length, length)) == length) return end - length;
  return end - 1;
}

bool is_number_punctuation(char c) noexcept {
  return std::string_view("+-.()/ ").find(c) != std::string_view::npos;
}

// Digits of a number that can be dialled from anywhere, or an empty text.
std::string international_digits(std::string_view number) {
  const auto international = number.starts_with('+');
  if (international) number.remove_prefix(1);
  const auto is_foreign = [](char c) {
    return !is_digit(c) && (c == '+' || !is_number_punctuation(c));
  };
  if (std::any_of(number.begin(), number.end(), is_foreign)) return {};

  auto digits = only_digits(number);
  // ITU-T E.164 §6: at most 15 digits, and no country code begins with zero.
  if (international) {
    const auto valid = digits.size() >= 7 && digits.size() <= 15 && digits.front() != '0';
    return valid ? digits : std::string();
  }
  // North American numbers, whose area codes begin with 2 to 9.
  if (digits.size() == 10 && digits[0] >= '2') return '1' + digits;
  return digits.size() == 11 && digits[0] == '1' && digits[1] >= '2' ? digits : std::string();
}

}  // namespace

FunctionResult upper(FunctionArguments arguments) {
  return mapped(*arguments[0], to_upper);
}

FunctionResult lower(FunctionArguments arguments) {
  return mapped(*arguments[0], to_lower);
}

FunctionResult trim_text(FunctionArguments arguments) {
  return std::string(trim(*arguments[0]));
}

FunctionResult digits(FunctionArguments arguments) {
  return only_digits(*arguments[0]);
}

FunctionResult last(FunctionArguments arguments) {
  const auto text = *arguments[0];
  const auto count = read_count(*arguments[1]);
  if (!count) return std::nullopt;
  auto begin = text.size();
  for (std::size_t taken = 0; taken < *count && begin > 0; ++taken)
    begin = start_of_character(text, begin);
  return std::string(text.substr(begin));
}

std::string check_last(std::size_t index, std::string_view argument) {
  if (index != 1 || read_count(argument)) return {};
  return "the second argument must be a whole number from 1";
}

FunctionResult e164(FunctionArguments arguments) {
  const auto text = *arguments[0];
  const auto digits = international_digits(trim(text));
  return digits.empty() ? std::string(text) : '+' + digits;
}

}  // namespace crmlink::text
