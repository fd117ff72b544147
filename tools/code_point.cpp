#include "code_point.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace crmlink::tool {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

constexpr CodePoint replacement{U'\uFFFD', 1, false};

// Unicode's general categories Mn, Me and Cf, where they are common.
constexpr Range zero_width[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD},   {0x0610, 0x061A},
    {0x064B, 0x065F}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A},   {0x0E47, 0x0E4E},
    {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200D},   {0x20D0, 0x20FF},
    {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0x1F3FB, 0x1F3FF}, {0xE0100, 0xE01EF}};

// Unicode Standard Annex #11: East Asian wide and full-width, and emoji.
constexpr Range double_width[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},
                                  {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
                                  {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
                                  {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF},
                                  {0x20000, 0x2FFFD}, {0x30000, 0x3FFFD}};

// Directional marks, embeddings, overrides and isolates; line and paragraph separator.
constexpr Range reordering[] = {{0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069}};

template <std::size_t Count>
bool contains(const Range (&ranges)[Count], char32_t value) noexcept {
  return std::any_of(std::begin(ranges), std::end(ranges), [value](const Range& range) {
    return value >= range.first && value <= range.last;
  });
}

std::size_t announced_size(unsigned char lead) noexcept {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

bool is_shortest_form(char32_t value, std::size_t size) noexcept {
  constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
  return value >= least[size];
}

}  // namespace

CodePoint CodePoint::first_of(std::string_view text) noexcept {
  const auto lead = static_cast<unsigned char>(text.front());
  const auto size = announced_size(lead);
  if (size == 0 || size > text.size()) return replacement;
  char32_t value = size == 1 ? lead : lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0u) != 0x80) return replacement;
    value = (value << 6) | (byte & 0x3Fu);
  }
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (!is_shortest_form(value, size) || is_surrogate || value > 0x10FFFF) return replacement;
  return {value, size, true};
}

bool CodePoint::is_control() const noexcept {
  return value < 0x20 || (value >= 0x7F && value < 0xA0) || contains(reordering, value);
}

std::size_t CodePoint::width() const noexcept {
  if (is_control() || contains(zero_width, value)) return 0;
  return contains(double_width, value) ? 2 : 1;
}

}  // namespace crmlink::tool
