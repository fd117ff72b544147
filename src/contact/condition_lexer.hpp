#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "contact/condition_value.hpp"
#include "crmlink/contact/contact_condition.hpp"

namespace crmlink::condition {

enum class TokenKind : std::uint8_t { end, literal, name, sign };

/// A piece of an expression.
struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view spelling;  ///< Of the text that is read.
  std::size_t offset = 0;
  Value value;  ///< Of a literal.

  bool is(std::string_view text) const noexcept {
    return kind != TokenKind::literal && spelling == text;
  }
};

/// Cuts an expression into tokens.
class Lexer {
 public:
  /// `text` must outlive the lexer and its tokens.
  explicit Lexer(std::string_view text) noexcept : text_(text) {}

  /// Returns the next token, or std::nullopt: see fault().
  std::optional<Token> next();
  const ContactConditionFault& fault() const noexcept { return fault_; }

 private:
  std::optional<Token> read_number();
  std::optional<Token> read_radix(int base, std::size_t begin);
  std::optional<Token> read_text(bool raw, std::size_t begin);
  bool read_escape(std::string& out);
  bool read_code(std::size_t digits, int base, std::string& out);
  Token read_sign();
  std::optional<Token> refuse(std::size_t offset, std::string problem);

  Token make(TokenKind kind, std::size_t begin, Value value = {}) const;
  char peek(std::size_t ahead = 0) const noexcept {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  std::string_view text_;
  std::size_t at_ = 0;
  ContactConditionFault fault_;
};

}  // namespace crmlink::condition
