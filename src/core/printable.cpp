#include "core/printable.hpp"

#include <cstdint>

namespace crmlink {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t index) noexcept {
  return static_cast<std::uint8_t>(text[index]);
}

bool is_continuation(std::uint8_t byte) noexcept {
  return (byte & 0xC0U) == 0x80U;
}

/// Says how the lead byte bounds the second one: it keeps out overlong forms, surrogates and code
/// points above U+10FFFF.
bool is_second_byte(std::uint8_t lead, std::uint8_t second) noexcept {
  switch (lead) {
    case 0xE0:
      return second >= 0xA0 && second <= 0xBF;
    case 0xED:
      return second >= 0x80 && second <= 0x9F;
    case 0xF0:
      return second >= 0x90 && second <= 0xBF;
    case 0xF4:
      return second >= 0x80 && second <= 0x8F;
    default:
      return is_continuation(second);
  }
}

std::size_t length_by_lead(std::uint8_t lead) noexcept {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

bool is_control(std::string_view sequence) noexcept {
  const std::uint8_t lead = byte_at(sequence, 0);
  if (sequence.size() == 1) return lead < 0x20 || lead == 0x7F;
  return lead == 0xC2 && byte_at(sequence, 1) < 0xA0;  // U+0080 to U+009F
}

char replacement(char control) noexcept {
  return control == '\n' || control == '\r' || control == '\t' ? ' ' : '?';
}

}  // namespace

std::size_t utf8_sequence_length(std::string_view text) noexcept {
  if (text.empty()) return 0;
  const std::uint8_t lead = byte_at(text, 0);
  const std::size_t length = length_by_lead(lead);
  if (length < 2) return length;
  if (text.size() < length || !is_second_byte(lead, byte_at(text, 1))) return 0;
  for (std::size_t i = 2; i < length; ++i)
    if (!is_continuation(byte_at(text, i))) return 0;
  return length;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    const std::string_view sequence = text.substr(0, length == 0 ? 1 : length);
    if (length == 0 || is_control(sequence))
      out += replacement(sequence[0]);
    else
      out += sequence;
    text.remove_prefix(sequence.size());
  }
  return out;
}

std::string_view cut_utf8(std::string_view text, std::size_t limit) noexcept {
  if (text.size() <= limit) return text;
  std::size_t end = limit;
  // At most three steps: a sequence has at most three continuation bytes.
  while (end > 0 && limit - end < 3 && is_continuation(byte_at(text, end)))
    --end;
  return text.substr(0, end);
}

}  // namespace crmlink
