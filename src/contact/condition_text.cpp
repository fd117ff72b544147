#include "contact/condition_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "contact/condition_letters.hpp"
#include "text/encode.hpp"

namespace crmlink::condition {
namespace {

/// Returns what is left without the code points at both ends that go.
template <class Goes>
std::u32string_view trim(std::u32string_view codes, Goes goes) {
  while (!codes.empty() && goes(codes.front()))
    codes.remove_prefix(1);
  while (!codes.empty() && goes(codes.back()))
    codes.remove_suffix(1);
  return codes;
}

/// Tells what int() and float() strip: of white space all but the separators of ASCII.
bool is_white_around_number(char32_t code) noexcept {
  return is_white(code) && (code < 0x1C || code > 0x1F);
}

/// Returns a number's text in ASCII, without white space and underscores; std::nullopt where one
/// mustn't be.
std::optional<std::string> plain_number(std::string_view text) {
  const auto codes = decode(text);
  const auto number = trim(codes, is_white_around_number);
  const auto is_digit_at = [number](std::size_t i) {
    return i < number.size() && digit_of(number[i]);
  };
  std::string plain;
  for (std::size_t i = 0; i < number.size(); ++i) {
    const auto digit = digit_of(number[i]);
    const bool underscore = number[i] == U'_';
    if (underscore && (i == 0 || !is_digit_at(i - 1) || !is_digit_at(i + 1))) return std::nullopt;
    if (number[i] >= 0x80 && !digit) return std::nullopt;
    if (!underscore) plain += digit.value_or(static_cast<char>(number[i]));
  }
  if (plain.starts_with('+')) {
    plain.erase(0, 1);
    if (plain.starts_with('-') || plain.starts_with('+')) return std::nullopt;
  }
  return plain;
}

/// Returns whether a number that no double holds is too large, not too small.
bool is_large(std::string_view number) noexcept {
  constexpr std::int64_t beyond = 1'000'000'000;
  const auto mark = number.find_first_of("eE");
  const auto mantissa = number.substr(0, mark);
  const auto point = std::min(mantissa.find('.'), mantissa.size());
  const auto first = std::min(mantissa.find_first_of("123456789"), mantissa.size());
  if (mark == std::string_view::npos) return first < point;
  auto power = number.substr(mark + 1);
  if (power.starts_with('+')) power.remove_prefix(1);
  std::int64_t exponent = 0;
  const auto read = std::from_chars(power.data(), power.data() + power.size(), exponent);
  if (read.ec != std::errc{}) exponent = power.starts_with('-') ? -beyond : beyond;
  return static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first) + exponent > 0;
}

}  // namespace

// What str.isspace() says.
bool is_white(char32_t code) noexcept {
  return (code >= 0x9 && code <= 0xD) || (code >= 0x1C && code <= 0x20) || code == 0x85 ||
         code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 ||
         code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

void append_utf8(char32_t code, std::string& out) {
  const auto byte = [&out](char32_t value) { out += static_cast<char>(value); };
  if (code < 0x80) return byte(code);
  if (code < 0x800) {
    byte(0xC0 | (code >> 6));
  } else {
    if (code < 0x10000) {
      byte(0xE0 | (code >> 12));
    } else {
      byte(0xF0 | (code >> 18));
      byte(0x80 | ((code >> 12) & 0x3F));
    }
    byte(0x80 | ((code >> 6) & 0x3F));
  }
  byte(0x80 | (code & 0x3F));
}

std::u32string decode(std::string_view text) {
  std::u32string codes;
  while (!text.empty()) {
    const auto size = std::max<std::size_t>(text::utf8_length(text), 1);
    const auto lead = static_cast<unsigned char>(text.front());
    char32_t code = size == 1 ? lead : lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i)
      code = (code << 6) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    codes += code;
    text.remove_prefix(size);
  }
  return codes;
}

std::string encode(std::u32string_view codes) {
  std::string text;
  for (const auto code : codes)
    append_utf8(code, text);
  return text;
}

std::size_t length(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  constexpr std::size_t most_digits = 4300;  // Python's own limit
  const auto plain = plain_number(text);
  if (!plain || plain->size() > most_digits + (plain->starts_with('-') ? 1 : 0))
    return std::nullopt;
  std::int64_t whole = 0;
  const auto* const end = plain->data() + plain->size();
  const auto read = std::from_chars(plain->data(), end, whole);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return whole;
}

std::optional<double> parse_real(std::string_view text) {
  const auto plain = plain_number(text);
  if (!plain || plain->find('(') != std::string::npos) return std::nullopt;
  double real = 0;
  const auto* const end = plain->data() + plain->size();
  const auto read = std::from_chars(plain->data(), end, real);
  if (read.ptr != end) return std::nullopt;
  if (read.ec == std::errc{}) return real;
  if (read.ec != std::errc::result_out_of_range) return std::nullopt;
  // Which of the two ends it is, from_chars doesn't say.
  const double size = is_large(*plain) ? std::numeric_limits<double>::infinity() : 0;
  return plain->starts_with('-') ? -size : size;
}

std::string strip(std::string_view text, const std::string* chars) {
  const auto codes = decode(text);
  if (!chars) return encode(trim(codes, is_white));
  const auto set = decode(*chars);
  return encode(
      trim(codes, [&set](char32_t code) { return set.find(code) != std::u32string::npos; }));
}

std::vector<std::string> split_words(std::string_view text, std::size_t most) {
  const auto codes = decode(text);
  const std::u32string_view view = codes;
  std::vector<std::string> words;
  std::size_t at = 0;
  while (true) {
    while (at < codes.size() && is_white(codes[at]))
      ++at;
    if (at == codes.size()) return words;
    auto end = at;
    while (end < codes.size() && !is_white(codes[end]))
      ++end;
    if (words.size() < most) {
      words.push_back(encode(view.substr(at, end - at)));
      at = end;
      continue;
    }
    words.push_back(encode(view.substr(at)));
    return words;
  }
}

std::vector<std::string> split(std::string_view text, std::string_view separator,
                               std::size_t most) {
  std::vector<std::string> parts;
  while (parts.size() < most) {
    const auto at = text.find(separator);
    if (at == std::string_view::npos) break;
    parts.emplace_back(text.substr(0, at));
    text.remove_prefix(at + separator.size());
  }
  parts.emplace_back(text);
  return parts;
}

std::optional<std::string> replace(std::string_view text, std::string_view old,
                                   std::string_view fresh, std::size_t most, std::size_t limit) {
  std::string out;
  for (std::size_t done = 0; done < most && out.size() <= limit; ++done) {
    const auto at = text.find(old);
    if (at == std::string_view::npos) break;
    out.append(text.substr(0, at)).append(fresh);
    text.remove_prefix(at + old.size());
    if (!old.empty()) continue;
    // An empty text stands before each code point and at the end.
    if (text.empty()) break;
    const auto size = std::max<std::size_t>(text::utf8_length(text), 1);
    out.append(text.substr(0, size));
    text.remove_prefix(size);
  }
  out.append(text);
  return out.size() > limit ? std::nullopt : std::optional(std::move(out));
}

}  // namespace crmlink::condition
