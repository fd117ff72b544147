#include "contact/condition_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "text/encode.hpp"
#include "text/names.hpp"

namespace crmlink::condition {
namespace {

/// Returns a number's text without white space and underscores; std::nullopt where one mustn't be.
std::optional<std::string> plain_number(std::string_view text) {
  const auto stripped = strip(text, nullptr);
  std::string plain;
  for (std::size_t i = 0; i < stripped.size(); ++i) {
    if (stripped[i] != '_') {
      plain += stripped[i];
      continue;
    }
    const bool between = i > 0 && i + 1 < stripped.size() && text::is_digit(stripped[i - 1]) &&
                         text::is_digit(stripped[i + 1]);
    if (!between) return std::nullopt;
  }
  if (plain.starts_with('+')) {
    plain.erase(0, 1);
    if (plain.starts_with('-') || plain.starts_with('+')) return std::nullopt;
  }
  return plain;
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
  const auto plain = plain_number(text);
  if (!plain) return std::nullopt;
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
  const auto exponent = plain->find_first_of("eE");
  const bool tiny =
      exponent != std::string::npos && plain->find('-', exponent) != std::string::npos;
  const double size = tiny ? 0 : std::numeric_limits<double>::infinity();
  return plain->starts_with('-') ? -size : size;
}

std::string strip(std::string_view text, const std::string* chars) {
  const auto codes = decode(text);
  const auto set = chars ? decode(*chars) : std::u32string();
  const auto goes = [&](char32_t code) {
    return chars ? set.find(code) != std::u32string::npos : is_white(code);
  };
  std::size_t begin = 0;
  auto end = codes.size();
  while (begin < end && goes(codes[begin]))
    ++begin;
  while (end > begin && goes(codes[end - 1]))
    --end;
  return encode(std::u32string_view(codes).substr(begin, end - begin));
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
