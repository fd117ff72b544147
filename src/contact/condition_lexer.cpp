#include "contact/condition_lexer.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "contact/condition_text.hpp"
#include "text/names.hpp"

namespace crmlink::condition {
namespace {

constexpr std::string_view signs[] = {"**=", "//=", "<<=", ">>=", "...", "**", "//", "<<",
                                      ">>",  "==",  "!=",  "<=",  ">=",  ":=", "->", "+=",
                                      "-=",  "*=",  "/=",  "%=",  "&=",  "|=", "^=", "@="};

bool is_quote(char c) noexcept {
  return c == '"' || c == '\'';
}

std::string without_underscores(std::string_view digits) {
  std::string text(digits);
  text.erase(std::remove(text.begin(), text.end(), '_'), text.end());
  return text;
}

/// Python wants an underscore to stand between two digits.
bool has_stray_underscore(std::string_view digits) noexcept {
  return digits.starts_with('_') || digits.ends_with('_') ||
         digits.find("__") != std::string_view::npos || digits.find("_.") != std::string::npos ||
         digits.find("._") != std::string::npos || digits.find("_e") != std::string::npos ||
         digits.find("_E") != std::string::npos || digits.find("e_") != std::string::npos ||
         digits.find("E_") != std::string::npos;
}

}  // namespace

Token Lexer::make(TokenKind kind, std::size_t begin, Value value) const {
  return {kind, text_.substr(begin, at_ - begin), begin, std::move(value)};
}

std::optional<Token> Lexer::refuse(std::size_t offset, std::string problem) {
  fault_.problem = std::move(problem);
  fault_.offset = offset;
  return std::nullopt;
}

std::optional<Token> Lexer::next() {
  while (at_ < text_.size() && (text::is_space(peek()) && peek() != '\v'))
    ++at_;
  const auto begin = at_;
  if (at_ >= text_.size()) return make(TokenKind::end, begin);
  const char c = peek();
  if (text::is_digit(c) || (c == '.' && text::is_digit(peek(1)))) return read_number();
  if (is_quote(c)) return read_text(false, begin);
  if (c == '#') return refuse(begin, "comments aren't supported");
  if (static_cast<unsigned char>(c) >= 0x80 || static_cast<unsigned char>(c) < 0x20)
    return refuse(begin, "a character that can't stand outside of a text");
  if (!text::is_name_character(c)) return read_sign();
  while (text::is_name_character(peek()))
    ++at_;
  if (!is_quote(peek())) return make(TokenKind::name, begin);
  const auto prefix = text_.substr(begin, at_ - begin);
  if (text::same_name(prefix, "r")) return read_text(true, begin);
  if (text::same_name(prefix, "u")) return read_text(false, begin);
  return refuse(begin, "texts with the prefix " + std::string(prefix) + " aren't supported");
}

std::optional<Token> Lexer::read_number() {
  const auto begin = at_;
  const char mark = text::to_lower(peek(1));
  if (peek() == '0' && (mark == 'x' || mark == 'o' || mark == 'b'))
    return read_radix(mark == 'x' ? 16 : mark == 'o' ? 8 : 2, begin);
  const auto skip_digits = [this] {
    while (text::is_digit(peek()) || peek() == '_')
      ++at_;
  };
  skip_digits();
  bool real = peek() == '.';
  if (real) ++at_;
  if (real) skip_digits();
  if (text::to_lower(peek()) == 'e') {
    const bool sign = peek(1) == '+' || peek(1) == '-';
    if (text::is_digit(peek(sign ? 2 : 1))) {
      real = true;
      at_ += sign ? 2 : 1;
      skip_digits();
    }
  }
  const auto spelling = text_.substr(begin, at_ - begin);
  const auto digits = without_underscores(spelling);
  const bool leading_zero = !real && digits.size() > 1 && digits.front() == '0' &&
                            digits.find_first_not_of('0') != std::string::npos;
  if (text::is_name_character(peek()) || leading_zero || has_stray_underscore(spelling))
    return refuse(begin, "not a number");
  if (real) return make(TokenKind::literal, begin, Value(parse_real(digits).value_or(0)));
  const auto whole = parse_integer(digits);
  if (!whole) return refuse(begin, "an integer beyond 64 bits");
  return make(TokenKind::literal, begin, Value(*whole));
}

std::optional<Token> Lexer::read_radix(int base, std::size_t begin) {
  at_ += 2;
  const auto first = at_;
  while (text::is_name_character(peek()))
    ++at_;
  const auto spelling = text_.substr(first, at_ - first);
  const auto digits = without_underscores(spelling);
  std::int64_t whole = 0;
  const auto* const end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, whole, base);
  const bool stray = spelling.ends_with('_') || spelling.find("__") != std::string_view::npos;
  if (stray || digits.empty() || read.ptr != end) return refuse(begin, "not a number");
  if (read.ec != std::errc{}) return refuse(begin, "an integer beyond 64 bits");
  return make(TokenKind::literal, begin, Value(whole));
}

std::optional<Token> Lexer::read_text(bool raw, std::size_t begin) {
  const char quote = peek();
  if (peek(1) == quote && peek(2) == quote)
    return refuse(begin, "texts in triple quotes aren't supported");
  std::string text;
  for (++at_; at_ < text_.size() && peek() != quote;) {
    const auto escape = at_;
    if (peek() == '\n' || peek() == '\r') return refuse(begin, "the text isn't closed");
    if (peek() != '\\') {
      text += text_[at_++];
    } else if (raw) {
      text += text_[at_++];
      if (at_ < text_.size()) text += text_[at_++];
    } else if (!read_escape(text)) {
      return refuse(escape, "an escape that isn't supported");
    }
  }
  if (at_ >= text_.size()) return refuse(begin, "the text isn't closed");
  ++at_;
  return make(TokenKind::literal, begin, Value(std::move(text)));
}

bool Lexer::read_escape(std::string& out) {
  constexpr std::string_view names = "\\'\"abfnrtv";
  constexpr std::string_view values = "\\'\"\a\b\f\n\r\t\v";
  ++at_;
  const char c = peek();
  if (at_ >= text_.size()) return false;
  if (c >= '0' && c <= '7') return read_code(3, 8, out);
  ++at_;
  if (c == '\n') return true;
  if (c == 'x') return read_code(2, 16, out);
  if (c == 'u') return read_code(4, 16, out);
  if (c == 'U') return read_code(8, 16, out);
  if (c == 'N' || c == '\r') return false;
  const auto known = names.find(c);
  if (known == std::string_view::npos) out += '\\';
  out += known == std::string_view::npos ? c : values[known];
  return true;
}

/// Reads the code of a character: as many digits, octal ones at most so many.
bool Lexer::read_code(std::size_t digits, int base, std::string& out) {
  std::uint32_t code = 0;
  const auto* const begin = text_.data() + at_;
  const auto* const end = begin + std::min(digits, text_.size() - at_);
  const auto read = std::from_chars(begin, end, code, base);
  const auto length = static_cast<std::size_t>(read.ptr - begin);
  if (read.ec != std::errc{} || (base == 16 && length != digits)) return false;
  at_ += length;
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  if (surrogate || code > 0x10FFFF) return false;
  append_utf8(code, out);
  return true;
}

Token Lexer::read_sign() {
  const auto begin = at_;
  at_ += 1;
  for (const auto sign : signs) {
    if (!text_.substr(begin).starts_with(sign)) continue;
    at_ = begin + sign.size();
    break;
  }
  return make(TokenKind::sign, begin);
}

}  // namespace crmlink::condition
