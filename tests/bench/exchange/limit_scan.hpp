#pragma once

#include <cstdint>
#include <string_view>

#include "exchange/facts.hpp"

namespace crmlink::bench {

/// Walks once over a JSON text that it may change: escapes are undone in place. Aborts on what it
/// doesn't understand.
class LimitScan {
 public:
  LimitScan(char* begin, char* end) : at_(begin), end_(end) {}

  /// Whether the next byte is `c`; then it is taken.
  bool take(char c) {
    skip_space();
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) give_up("limit: unexpected JSON");
  }
  bool next_is(char c) {
    skip_space();
    return at_ != end_ && *at_ == c;
  }

  std::string_view string() {
    expect('"');
    char* const begin = at_;
    while (at_ != end_ && *at_ != '"' && *at_ != '\\')
      ++at_;
    if (at_ != end_ && *at_ == '\\') return unescaped(begin);
    return closed(begin, at_);
  }

  /// Takes any value unread.
  void skip() {
    if (next_is('"')) {
      string();
    } else if (next_is('{') || next_is('[')) {
      skip_nested();
    } else {
      while (at_ != end_ && *at_ != ',' && *at_ != '}' && *at_ != ']')
        ++at_;
    }
  }

  /// Calls `visit(name)` for each member; it takes the value.
  template <typename Visit>
  void members(Visit visit) {
    expect('{');
    if (take('}')) return;
    do {
      const auto name = string();
      expect(':');
      visit(name);
    } while (take(','));
    expect('}');
  }

  /// Calls `visit(index)` for each element; it takes the value.
  template <typename Visit>
  void elements(Visit visit) {
    expect('[');
    if (take(']')) return;
    std::uint32_t index = 0;
    do {
      visit(index++);
    } while (take(','));
    expect(']');
  }

 private:
  void skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r'))
      ++at_;
  }
  void skip_nested() {
    if (next_is('{'))
      members([this](std::string_view) { skip(); });
    else
      elements([this](std::uint32_t) { skip(); });
  }

  std::string_view closed(char* begin, char* end) {
    if (at_ == end_) give_up("limit: an open string");
    ++at_;
    return {begin, static_cast<std::size_t>(end - begin)};
  }

  // The work's texts escape quotes and backslashes only.
  std::string_view unescaped(char* begin) {
    char* out = at_;
    while (at_ != end_ && *at_ != '"') {
      if (*at_ == '\\' && ++at_ == end_) break;
      *out++ = *at_++;
    }
    return closed(begin, out);
  }

  char* at_;
  char* end_;
};

}  // namespace crmlink::bench
