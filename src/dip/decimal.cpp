#include "dip/decimal.hpp"

#include <algorithm>

#include "text/names.hpp"

namespace crmlink {
namespace {

// Far beyond any number in use, and far from overflowing when a text's length is added.
constexpr std::int64_t exponent_limit = 1'000'000'000;

std::string_view take_digits(std::string_view& text) noexcept {
  std::size_t size = 0;
  while (size < text.size() && text::is_digit(text[size]))
    ++size;
  const auto digits = text.substr(0, size);
  text.remove_prefix(size);
  return digits;
}

bool take_minus(std::string_view& text) noexcept {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  return negative;
}

std::optional<std::int64_t> take_exponent(std::string_view& text) noexcept {
  if (!text.starts_with('e') && !text.starts_with('E')) return 0;
  text.remove_prefix(1);
  const bool negative = take_minus(text);
  const auto digits = take_digits(text);
  if (digits.empty()) return std::nullopt;
  std::int64_t exponent = 0;
  for (const char digit : digits)
    exponent = std::min(exponent * 10 + (digit - '0'), exponent_limit);
  return negative ? -exponent : exponent;
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
  text = text::trim(text);
  Decimal result;
  result.negative_ = take_minus(text);
  const auto whole = take_digits(text);
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = take_digits(text);
  }
  const auto exponent = take_exponent(text);
  if (!exponent || !text.empty() || (whole.empty() && fraction.empty())) return std::nullopt;

  result.digits_.append(whole).append(fraction);
  result.exponent_ = *exponent + static_cast<std::int64_t>(whole.size());
  const auto leading = std::min(result.digits_.find_first_not_of('0'), result.digits_.size());
  result.digits_.erase(0, leading);
  result.exponent_ -= static_cast<std::int64_t>(leading);
  result.digits_.erase(result.digits_.find_last_not_of('0') + 1);
  if (result.digits_.empty()) return Decimal();
  return result;
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) noexcept {
  const auto sign = [](const Decimal& number) {
    return number.digits_.empty() ? 0 : number.negative_ ? -1 : 1;
  };
  if (sign(a) != sign(b) || sign(a) == 0) return sign(a) <=> sign(b);
  auto magnitude = a.exponent_ <=> b.exponent_;
  if (magnitude == 0) magnitude = a.digits_ <=> b.digits_;
  return a.negative_ ? 0 <=> magnitude : magnitude;
}

}  // namespace crmlink
