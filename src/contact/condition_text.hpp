#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Texts as Python sees them: of code points, in valid UTF-8.
namespace crmlink::condition {

/// Appends a code point.
void append_utf8(char32_t code, std::string& out);
/// Returns whether a code point is white space.
bool is_white(char32_t code) noexcept;
/// Returns the code points of a text.
std::u32string decode(std::string_view text);
/// Returns the text of code points.
std::string encode(std::u32string_view codes);
/// Returns how many code points there are.
std::size_t length(std::string_view text) noexcept;

/// Reads what int() takes, white space around and `_` between digits included; std::nullopt: not an
/// integer, or beyond 64 bits.
std::optional<std::int64_t> parse_integer(std::string_view text);
/// Reads what float() takes.
std::optional<double> parse_real(std::string_view text);

/// str.strip: without `chars` white space.
std::string strip(std::string_view text, const std::string* chars);
/// str.split without a separator: at white space.
std::vector<std::string> split_words(std::string_view text, std::size_t most);
/// str.split at a separator, which isn't empty.
std::vector<std::string> split(std::string_view text, std::string_view separator, std::size_t most);
/// str.replace; std::nullopt when that is longer than `limit`.
std::optional<std::string> replace(std::string_view text, std::string_view old,
                                   std::string_view fresh, std::size_t most, std::size_t limit);

}  // namespace crmlink::condition
