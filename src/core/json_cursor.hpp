#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "core/byte_search.hpp"

namespace crmlink {

/// A string of JSON as it stands between its quotes.
struct JsonString {
  JsonString() = default;

  std::string_view raw;
  bool escaped = false;  ///< Whether it holds escapes, without which `raw` is what it means.

  /// Whether it means `text`, which needs no escapes.
  template <std::size_t size>
  bool is(const char (&text)[size]) const {
    if (escaped) return means({text, size - 1});
    return raw.size() == size - 1 && std::memcmp(raw.data(), text, size - 1) == 0;
  }
  /// Writes what it means to `out`, which has room for raw.size() bytes; returns the end.
  char* decode(char* out) const;

 private:
  bool means(std::string_view text) const;
};

/// What stands at a place of a JSON text.
enum class JsonKind : std::uint8_t { object, array, string, number, boolean, null, nothing };

/// Reads a JSON text (RFC 8259) from front to back in one scan, without a tree: whoever reads says
/// what he expects, and what it gives are views into the text.
///
/// Strict: the text must be UTF-8, escapes of surrogates must be pairs, nothing may follow. After
/// the first fault every question is answered with "no", so that only the end needs a look.
class JsonCursor {
 public:
  /// `text` must outlive the cursor and the views. A byte order mark at the start is skipped (RFC
  /// 8259 §8.1 allows that, and .NET services send one). `max_depth` is at most 64.
  JsonCursor(std::string_view text, std::size_t max_depth);

  /// Returns what stands here.
  JsonKind peek();
  /// Enters the object that stands here: peek() has said so.
  void enter_object();
  /// Reads the next member's name and stops before its value; false at the object's end, which is
  /// passed.
  bool next_member(JsonString& name);
  /// Reads the string that stands here.
  JsonString string();
  /// Reads the number that stands here, as it is spelled.
  std::string_view number();
  /// Passes over `text`, a whole value, when it stands here.
  template <std::size_t size>
  bool take_literal(const char (&text)[size]) {
    if (static_cast<std::size_t>(end_ - at_) < size - 1 || std::memcmp(at_, text, size - 1) != 0)
      return false;
    at_ += size - 1;
    return true;
  }
  /// Reads the `true` or `false` that stands here.
  bool boolean();
  /// Passes over whatever stands here.
  void skip();
  /// Passes over whatever stands here, and returns it as it is spelled.
  std::string_view raw() {
    skip_space();
    const char* const start = at_;
    skip();
    return {start, static_cast<std::size_t>(at_ - start)};
  }
  /// Says that nothing but space may follow; returns whether all was JSON.
  bool finish();

  /// Why it isn't JSON: `syntax error at byte 17`.
  std::string problem() const;

 private:
  void skip_space();
  void word(std::string_view expected);
  void digits();
  void escape();
  unsigned code_unit();
  void push(bool object);
  bool leave();
  void skip_containers();
  bool next_in_container();
  bool take(char c);
  void fail(const char* reason);
  bool refuse() {
    fail("syntax error");
    return false;
  }
  char here() const { return at_ != end_ ? *at_ : '\0'; }

  const char* begin_;
  const char* at_;
  const char* end_;
  const char* reason_ = nullptr;
  const char* fault_ = nullptr;
  std::size_t max_depth_;
  std::size_t depth_ = 0;
  std::uint64_t objects_ = 0;  ///< A bit for each open container: whether it is an object.
  bool first_ = false;         ///< Whether the container that was just entered had no member yet.
};

// What runs for every string of a reply stands here, so that it is compiled into its one user.

inline void JsonCursor::skip_space() {
  while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t'))
    ++at_;
}

inline bool JsonCursor::take(char c) {
  if (at_ == end_ || *at_ != c) return false;
  ++at_;
  return true;
}

// Returns what its callers say then: nothing more in here.
inline bool JsonCursor::leave() {
  objects_ >>= 1U;
  --depth_;
  first_ = false;
  return false;
}

inline JsonKind JsonCursor::peek() {
  skip_space();
  const char c = here();
  if (c == '"') return JsonKind::string;
  if (c == '{') return JsonKind::object;
  if (c == '[') return JsonKind::array;
  if (c == 't' || c == 'f') return JsonKind::boolean;
  if (c == 'n') return JsonKind::null;
  return c == '-' || (c >= '0' && c <= '9') ? JsonKind::number : JsonKind::nothing;
}

[[gnu::always_inline]] inline JsonString JsonCursor::string() {
  const char* const start = ++at_;
  JsonString result;
  for (;;) {
    at_ = find_byte<JsonSpecial>(at_, end_);
    if (here() == '"') break;
    if (here() != '\\') {
      fail("syntax error");
      return {};
    }
    result.escaped = true;
    escape();
  }
  result.raw = {start, static_cast<std::size_t>(at_ - start)};
  ++at_;
  return result;
}

[[gnu::always_inline]] inline bool JsonCursor::next_member(JsonString& name) {
  skip_space();
  if (take('}')) return leave();
  if (!first_) {
    if (!take(',')) return refuse();
    skip_space();
  }
  first_ = false;
  if (here() != '"') return refuse();
  name = string();
  skip_space();
  return take(':') || refuse();
}

}  // namespace crmlink
