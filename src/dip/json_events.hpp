#pragma once

#include <boost/json/basic_parser_impl.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "core/byte_search.hpp"

namespace crmlink {

/// What Boost.JSON asks of every handler of its parser, and none of ours cares for.
class JsonEvents {
 public:
  using ErrorCode = boost::json::error_code;
  using Text = boost::json::string_view;

  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  bool on_document_begin(ErrorCode&) { return true; }
  bool on_document_end(ErrorCode&) { return true; }
  bool on_comment_part(Text, ErrorCode&) { return true; }
  bool on_comment(Text, ErrorCode&) { return true; }
};

/// Where a scan stopped, and why.
struct JsonScan {
  boost::json::error_code error;
  std::size_t offset = 0;  ///< The byte up to which the text was read.

  explicit operator bool() const noexcept { return !error; }
  /// Says why it isn't JSON: `syntax error at byte 17`.
  std::string problem() const { return error.message() + " at byte " + std::to_string(offset); }
};

/// Scans a whole JSON text once and tells its Handler what is in it.
///
/// Instantiates Boost.JSON's parser: keep it in .cpp files.
template <class Handler>
class JsonEventScanner {
 public:
  /// Gets ready for `text`, at most `max_depth` deep; `args` make the handler.
  template <class... Args>
  JsonEventScanner(std::string_view text, std::size_t max_depth, Args&&... args)
      : text_(text), parser_(options(text, max_depth), std::forward<Args>(args)...) {}

  /// Scans the text; once only. A byte order mark at the start is skipped (RFC 8259 §8.1 allows
  /// that, and .NET services send one).
  JsonScan scan() {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    std::string_view text = text_;
    const auto skipped = text.starts_with(mark) ? mark.size() : 0;
    text.remove_prefix(skipped);
    JsonScan result;
    const auto read = parser_.write_some(false, text.data(), text.size(), result.error);
    if (!result.error && read < text.size()) result.error = boost::json::error::extra_data;
    result.offset = skipped + read;
    return result;
  }

  Handler& handler() noexcept { return parser_.handler(); }

 private:
  static boost::json::parse_options options(std::string_view text, std::size_t max_depth) {
    boost::json::parse_options result;
    // Looking at sixteen bytes at a time first saves the parser a look at each of them.
    result.allow_invalid_utf8 = !has_byte<NotAscii>(text);
    result.max_depth = max_depth;
    return result;
  }

  std::string_view text_;
  boost::json::basic_parser<Handler> parser_;
};

}  // namespace crmlink
