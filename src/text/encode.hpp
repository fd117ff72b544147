#pragma once

#include <string>
#include <string_view>

#include "crmlink/text/text_template.hpp"

// One function for each slot of templates.md: appends a value, encoded so that it can't leave the
// slot. Nothing is written but to `out`; nothing is allocated while `out` has room.
namespace crmlink::text {

/// The content of a JSON string, without its quotes; invalid UTF-8 becomes U+FFFD.
void encode_json(std::string_view value, std::string& out);
/// RFC 3986 §2.1: all but the unreserved characters, byte by byte.
void encode_url(std::string_view value, std::string& out);
/// application/x-www-form-urlencoded, as the URL standard has it.
void encode_form(std::string_view value, std::string& out);
/// Text of HTML or of a quoted attribute; invalid UTF-8 and NUL become U+FFFD.
void encode_html(std::string_view value, std::string& out);
/// Copies, or writes nothing and returns false when there is a control character.
bool encode_header(std::string_view value, std::string& out);
/// Part of one component of a path: separators and controls become `_`.
void encode_file_name(std::string_view value, std::string& out);

/// Encodes for any slot; false: the value can't stand there, and nothing was written.
bool encode(Slot slot, std::string_view value, std::string& out);

/// Returns whether a character may stand in a header's value.
bool is_header_character(char c) noexcept;
/// Returns whether a character may stand in a file name.
bool is_file_name_character(char c) noexcept;
/// Returns whether a character may stand, as it is, somewhere in a URL.
bool is_url_character(char c) noexcept;

/// Returns the length of the valid UTF-8 sequence at the start of `text`; zero when it isn't valid.
std::size_t utf8_length(std::string_view text) noexcept;

}  // namespace crmlink::text
