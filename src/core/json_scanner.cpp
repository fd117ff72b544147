#include "core/json_scanner.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <unordered_set>
#include <utility>

namespace crmlink {
namespace {

/// Returns what a string of JSON says; `raw` is what stands between its quotes.
std::string unescaped(std::string_view raw) {
  if (raw.find('\\') == std::string_view::npos) return std::string(raw);
  boost::system::error_code ec;
  const auto value = boost::json::parse('"' + std::string(raw) + '"', ec);
  const auto* text = value.if_string();
  return text != nullptr ? std::string(*text) : std::string(raw);
}

unsigned hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  return static_cast<unsigned>((c | 0x20) - 'a') + 10;
}

/// Reads the four digits of a \u escape at `text[at]`.
unsigned code_unit(std::string_view text, std::size_t at) noexcept {
  unsigned unit = 0;
  for (const char c : text.substr(at, 4))
    unit = unit * 16 + hex_digit(c);
  return unit;
}

struct Piece {
  std::size_t spelled;  // bytes in the text
  std::size_t means;    // bytes in the value
};

Piece unicode_escape(std::string_view text, std::size_t at) noexcept {
  const unsigned unit = code_unit(text, at + 2);
  if (unit < 0x80) return {6, 1};
  if (unit < 0x800) return {6, 2};
  const bool is_first_of_pair = unit >= 0xD800 && unit < 0xDC00;
  return is_first_of_pair ? Piece{12, 4} : Piece{6, 3};
}

Piece piece_at(std::string_view text, std::size_t at) noexcept {
  if (text[at] != '\\') return {1, 1};
  return at + 1 < text.size() && text[at + 1] == 'u' ? unicode_escape(text, at) : Piece{2, 1};
}

}  // namespace

JsonScanner::JsonScanner(std::string_view text, OnName on_name, OnValue on_value)
    : text_(text), on_name_(std::move(on_name)), on_value_(std::move(on_value)) {}

void JsonScanner::run() {
  skip_space();
  value();
}

void JsonScanner::skip_space() noexcept {
  at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
}

std::string_view JsonScanner::take_string() noexcept {
  const std::size_t start = ++at_;
  while (at_ < text_.size() && text_[at_] != '"')
    at_ += text_[at_] == '\\' ? 2U : 1U;
  const std::string_view raw = text_.substr(start, at_ - start);
  ++at_;
  return raw;
}

void JsonScanner::value() {
  if (at_ >= text_.size()) return;
  on_value_(pointer_, at_);
  switch (text_[at_]) {
    case '{':
      return object();
    case '[':
      return array();
    case '"':
      static_cast<void>(take_string());
      return;
    default:
      return scalar();
  }
}

void JsonScanner::scalar() noexcept {
  at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
}

void JsonScanner::child(std::string_view escaped_name) {
  const std::size_t length = pointer_.size();
  pointer_ += '/';
  pointer_ += escaped_name;
  value();
  pointer_.resize(length);
}

void JsonScanner::object() {
  std::unordered_set<std::string> names;
  ++at_;
  for (skip_space(); at_ < text_.size() && text_[at_] != '}'; skip_space()) {
    const std::size_t start = at_;
    const std::string name = unescaped(take_string());
    const std::string escaped = escape_pointer(name);
    on_name_(pointer_ + '/' + escaped, start, !names.insert(name).second);
    skip_space();
    ++at_;  // the colon
    skip_space();
    child(escaped);
    skip_space();
    if (at_ < text_.size() && text_[at_] == ',') ++at_;
  }
  ++at_;
}

void JsonScanner::array() {
  std::size_t index = 0;
  ++at_;
  for (skip_space(); at_ < text_.size() && text_[at_] != ']'; skip_space()) {
    child(std::to_string(index++));
    skip_space();
    if (at_ < text_.size() && text_[at_] == ',') ++at_;
  }
  ++at_;
}

std::string escape_pointer(std::string_view name) {
  std::string out;
  out.reserve(name.size());
  for (const char c : name) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

std::size_t offset_in_string(std::string_view text, std::size_t quote,
                             std::size_t offset) noexcept {
  std::size_t at = quote + 1;
  std::size_t value_bytes = 0;
  while (at < text.size() && text[at] != '"') {
    const Piece piece = piece_at(text, at);
    value_bytes += piece.means;
    if (value_bytes > offset) break;
    at += piece.spelled;
  }
  return at;
}

}  // namespace crmlink
