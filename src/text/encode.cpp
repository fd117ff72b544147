#include "text/encode.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "core/byte_search.hpp"

namespace crmlink::text {
namespace {

// For each byte the slots in which it can't be copied.
enum Special : std::uint8_t { url = 1, form = 2, html = 4, header = 8, file_name = 16 };
using Table = std::array<std::uint8_t, 256>;

constexpr bool is_alphanumeric(unsigned c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

constexpr bool is_in(unsigned c, std::string_view set) {
  return c < 0x80 && set.find(static_cast<char>(c)) != std::string_view::npos;
}

constexpr std::uint8_t classify(unsigned c) {
  const auto control = c < 0x20 || c == 0x7F;
  const auto beyond_ascii = c >= 0x80;
  unsigned special = 0;
  if (!is_alphanumeric(c) && !is_in(c, "-._~")) special |= url;
  if (!is_alphanumeric(c) && !is_in(c, "*-._")) special |= form;
  if (c == 0 || is_in(c, "&<>\"'") || beyond_ascii) special |= html;
  if (control) special |= header;
  if (control || is_in(c, "/\\:")) special |= file_name;
  return static_cast<std::uint8_t>(special);
}

constexpr Table make_table() {
  Table table{};
  for (unsigned c = 0; c < table.size(); ++c)
    table[c] = classify(c);
  return table;
}

constexpr Table specials = make_table();
constexpr std::string_view replacement_character = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view upper_hex = "0123456789ABCDEF";

constexpr bool is_special(char c, Special slot) noexcept {
  return (specials[static_cast<unsigned char>(c)] & slot) != 0;
}

constexpr bool is_continuation(char c) noexcept {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80;
}

// What a lead byte demands (Unicode 15, table 3-7): the length, and the range of the second byte.
struct Lead {
  std::size_t length;
  unsigned least;
  unsigned most;
};

constexpr Lead read_lead(unsigned lead) noexcept {
  if (lead >= 0xC2 && lead <= 0xDF) return {2, 0x80, 0xBF};
  if (lead == 0xE0) return {3, 0xA0, 0xBF};  // below: overlong
  if (lead == 0xED) return {3, 0x80, 0x9F};  // above: surrogates
  if (lead >= 0xE1 && lead <= 0xEF) return {3, 0x80, 0xBF};
  if (lead == 0xF0) return {4, 0x90, 0xBF};  // below: overlong
  if (lead >= 0xF1 && lead <= 0xF3) return {4, 0x80, 0xBF};
  if (lead == 0xF4) return {4, 0x80, 0x8F};  // above: beyond U+10FFFF
  return {0, 0, 0};
}

struct Sequence {
  std::size_t length;  // of the sequence, or of the longest start of one: what U+FFFD replaces
  bool valid;
};

Sequence read_sequence(const char* at, const char* end) noexcept {
  const auto byte = [at](std::size_t i) { return static_cast<unsigned char>(at[i]); };
  if (byte(0) < 0x80) return {1, true};
  const auto lead = read_lead(byte(0));
  const auto available = static_cast<std::size_t>(end - at);
  if (lead.length == 0 || available < 2 || byte(1) < lead.least || byte(1) > lead.most)
    return {1, false};
  std::size_t length = 2;
  while (length < lead.length && length < available && is_continuation(at[length]))
    ++length;
  return {length, length == lead.length};
}

// Copies runs of ordinary bytes at once and lets `escape` write each special one.
template <Special slot, class Escape>
void copy_runs(std::string_view value, std::string& out, Escape escape) {
  const auto* run = value.data();
  const auto* const end = run + value.size();
  for (const auto* at = run; at != end; ++at) {
    if (!is_special(*at, slot)) continue;
    out.append(run, at);
    escape(*at);
    run = at + 1;
  }
  out.append(run, end);
}

const char* find_special_json(const char* at, const char* end) noexcept {
  return find_byte<JsonSpecialOrNotAscii>(at, end);
}
const char* find_special_html(const char* at, const char* end) noexcept {
  return std::find_if(at, end, [](char c) { return is_special(c, html); });
}

// The same for slots that must be UTF-8: valid sequences are ordinary. `find` finds what is
// special.
template <class Find, class Escape>
void copy_utf8_runs(std::string_view value, std::string& out, Find find, Escape escape) {
  const auto* run = value.data();
  const auto* const end = run + value.size();
  for (const auto* at = run; (at = find(at, end)) != end;) {
    const auto sequence = read_sequence(at, end);
    const auto ascii = static_cast<unsigned char>(*at) < 0x80;
    if (sequence.valid && !ascii) {
      at += sequence.length;
      continue;
    }
    out.append(run, at);
    if (ascii)
      escape(*at);
    else
      out += replacement_character;
    at += sequence.length;
    run = at;
  }
  out.append(run, end);
}

void append_hex(char c, std::string& out) {
  const auto byte = static_cast<unsigned char>(c);
  out += upper_hex[byte >> 4U];
  out += upper_hex[byte & 0xFU];
}

void append_percent(char c, std::string& out) {
  out += '%';
  append_hex(c, out);
}

void escape_json(char c, std::string& out) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  out += "\\u00";
  append_hex(c, out);
}

std::string_view html_entity(char c) noexcept {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return replacement_character;  // NUL, which HTML forbids
  }
}

}  // namespace

void encode_json(std::string_view value, std::string& out) {
  copy_utf8_runs(value, out, find_special_json, [&out](char c) { escape_json(c, out); });
}

void encode_url(std::string_view value, std::string& out) {
  copy_runs<url>(value, out, [&out](char c) { append_percent(c, out); });
}

void encode_form(std::string_view value, std::string& out) {
  copy_runs<form>(value, out, [&out](char c) {
    if (c == ' ')
      out += '+';
    else
      append_percent(c, out);
  });
}

void encode_html(std::string_view value, std::string& out) {
  copy_utf8_runs(value, out, find_special_html, [&out](char c) { out += html_entity(c); });
}

bool encode_header(std::string_view value, std::string& out) {
  for (const char c : value)
    if (is_special(c, header)) return false;
  out += value;
  return true;
}

void encode_file_name(std::string_view value, std::string& out) {
  copy_runs<file_name>(value, out, [&out](char) { out += '_'; });
}

bool encode(Slot slot, std::string_view value, std::string& out) {
  switch (slot) {
    case Slot::plain:
      out += value;
      break;
    case Slot::url_path:
    case Slot::url_query:
      encode_url(value, out);
      break;
    case Slot::header:
      return encode_header(value, out);
    case Slot::json:
    case Slot::json_text:
      encode_json(value, out);
      break;
    case Slot::form:
      encode_form(value, out);
      break;
    case Slot::html:
      encode_html(value, out);
      break;
    case Slot::file_name:
      encode_file_name(value, out);
      break;
  }
  return true;
}

bool is_header_character(char c) noexcept {
  return !is_special(c, header);
}
bool is_file_name_character(char c) noexcept {
  return !is_special(c, file_name);
}

bool is_url_character(char c) noexcept {
  return !is_special(c, url) || is_in(static_cast<unsigned char>(c), ":/?#[]@!$&'()*+,;=%");
}

std::size_t utf8_length(std::string_view text) noexcept {
  if (text.empty()) return 0;
  const auto sequence = read_sequence(text.data(), text.data() + text.size());
  return sequence.valid ? sequence.length : 0;
}

}  // namespace crmlink::text
