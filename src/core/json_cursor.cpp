#include "core/json_cursor.hpp"

#include <algorithm>

#include "core/printable.hpp"

namespace crmlink {
namespace {

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

unsigned hex_value(char c) noexcept {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? static_cast<unsigned>(lower - 'a') + 10 : 16;
}

unsigned unit_at(const char* digits) noexcept {
  unsigned unit = 0;
  for (int i = 0; i < 4; ++i)
    unit = unit * 16 + hex_value(digits[i]);
  return unit;
}

constexpr bool is_high_surrogate(unsigned unit) noexcept {
  return unit >= 0xD800 && unit < 0xDC00;
}
constexpr bool is_low_surrogate(unsigned unit) noexcept {
  return unit >= 0xDC00 && unit < 0xE000;
}

char simple_escape(char c) noexcept {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
  }
}

char* write_utf8(unsigned code, char* out) noexcept {
  const auto put = [&out](unsigned byte) { *out++ = static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
    return out;
  }
  if (code < 0x800) {
    put(0xC0 | (code >> 6U));
  } else {
    if (code < 0x10000) {
      put(0xE0 | (code >> 12U));
    } else {
      put(0xF0 | (code >> 18U));
      put(0x80 | ((code >> 12U) & 0x3FU));
    }
    put(0x80 | ((code >> 6U) & 0x3FU));
  }
  put(0x80 | (code & 0x3FU));
  return out;
}

/// Returns the length of the longest start of `text` that is UTF-8.
std::size_t valid_utf8_prefix(std::string_view text) noexcept {
  std::size_t valid = 0;
  while (valid < text.size()) {
    const auto length = utf8_sequence_length(text.substr(valid));
    if (length == 0) break;
    valid += length;
  }
  return valid;
}

}  // namespace

bool JsonString::means(std::string_view text) const {
  std::string meant(raw.size(), '\0');
  meant.resize(static_cast<std::size_t>(decode(meant.data()) - meant.data()));
  return meant == text;
}

// The cursor has seen that every escape is whole.
char* JsonString::decode(char* out) const {
  const char* at = raw.data();
  const char* const end = at + raw.size();
  for (;;) {
    const char* const run = at;
    at = std::find(at, end, '\\');
    out = std::copy(run, at, out);
    if (at == end) return out;
    if (at[1] != 'u') {
      *out++ = simple_escape(at[1]);
      at += 2;
      continue;
    }
    unsigned code = unit_at(at + 2);
    at += 6;
    if (is_high_surrogate(code)) {
      code = 0x10000 + ((code - 0xD800) << 10U) + (unit_at(at + 2) - 0xDC00);
      at += 6;
    }
    out = write_utf8(code, out);
  }
}

JsonCursor::JsonCursor(std::string_view text, std::size_t max_depth)
    : begin_(text.data()), at_(begin_), end_(begin_ + text.size()), max_depth_(max_depth) {
  if (text.starts_with("\xEF\xBB\xBF")) at_ += 3;
  if (!has_byte<NotAscii>(text)) return;
  if (const auto valid = valid_utf8_prefix(text); valid != text.size()) {
    at_ = begin_ + valid;
    fail("invalid UTF-8");
  }
}

void JsonCursor::fail(const char* reason) {
  if (reason_ != nullptr) return;
  reason_ = reason;
  fault_ = at_;
  at_ = end_;
}

void JsonCursor::push(bool object) {
  if (depth_ == max_depth_) return fail("nested too deeply");
  objects_ = (objects_ << 1U) | (object ? 1U : 0U);
  ++depth_;
  first_ = true;
}

void JsonCursor::enter_object() {
  ++at_;
  push(true);
}

void JsonCursor::escape() {
  ++at_;
  if (at_ == end_) return fail("syntax error");
  if (*at_ != 'u') {
    if (std::string_view("\"\\/bfnrt").find(*at_) == std::string_view::npos)
      return fail("syntax error");
    ++at_;
    return;
  }
  const unsigned unit = code_unit();
  if (!is_high_surrogate(unit) && !is_low_surrogate(unit)) return;
  const bool pair =
      is_high_surrogate(unit) && take('\\') && here() == 'u' && is_low_surrogate(code_unit());
  if (!pair) fail("half a surrogate pair");
}

// Reads what follows the backslash: u and four digits.
unsigned JsonCursor::code_unit() {
  ++at_;
  if (end_ - at_ < 4 || std::any_of(at_, at_ + 4, [](char c) { return hex_value(c) == 16; })) {
    fail("syntax error");
    return 0;
  }
  const unsigned unit = unit_at(at_);
  at_ += 4;
  return unit;
}

void JsonCursor::digits() {
  if (!is_digit(here())) fail("syntax error");
  while (at_ != end_ && is_digit(*at_))
    ++at_;
}

std::string_view JsonCursor::number() {
  const char* const start = at_;
  take('-');
  if (!take('0')) digits();
  if (take('.')) digits();
  if (take('e') || take('E')) {
    if (!take('+')) take('-');
    digits();
  }
  if (reason_ != nullptr) return {};
  return {start, static_cast<std::size_t>(at_ - start)};
}

void JsonCursor::word(std::string_view expected) {
  if (std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(expected))
    at_ += expected.size();
  else
    fail("syntax error");
}

bool JsonCursor::boolean() {
  const bool value = here() == 't';
  word(value ? "true" : "false");
  return value;
}

void JsonCursor::skip() {
  switch (peek()) {
    case JsonKind::object:
    case JsonKind::array:
      return skip_containers();
    case JsonKind::string:
      string();
      return;
    case JsonKind::number:
      number();
      return;
    case JsonKind::boolean:
      boolean();
      return;
    case JsonKind::null:
      return word("null");
    case JsonKind::nothing:
      return fail("syntax error");
  }
}

// Without recursion: a text of brackets alone must not exhaust the host's stack.
void JsonCursor::skip_containers() {
  const std::size_t outside = depth_;
  do {
    const JsonKind kind = peek();
    if (kind == JsonKind::object || kind == JsonKind::array) {
      ++at_;
      push(kind == JsonKind::object);
    } else {
      skip();
    }
    while (reason_ == nullptr && depth_ > outside && !next_in_container()) {
    }
  } while (reason_ == nullptr && depth_ > outside);
}

/// Stops before the next value of the innermost container; false at its end, which is passed.
bool JsonCursor::next_in_container() {
  if ((objects_ & 1U) != 0) {
    JsonString name;
    return next_member(name);
  }
  skip_space();
  if (take(']')) return leave();
  if (!first_ && !take(',')) return refuse();
  first_ = false;
  return true;
}

bool JsonCursor::finish() {
  skip_space();
  if (at_ != end_) fail("extra data");
  return reason_ == nullptr;
}

std::string JsonCursor::problem() const {
  const auto offset = (fault_ != nullptr ? fault_ : at_) - begin_;
  return std::string(reason_ != nullptr ? reason_ : "no fault") + " at byte " +
         std::to_string(offset);
}

}  // namespace crmlink
