#include "text_table.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <ostream>
#include <utility>

namespace ivr {
namespace {

constexpr std::size_t gap = 2;
constexpr char32_t replacement = 0xFFFD;

struct Range {
  char32_t first;
  char32_t last;
};

// The blocks that matter for names; the whole of Unicode's East Asian Width needs a library.
constexpr std::array<Range, 9> wide{{{0x1100, 0x115F},
                                     {0x2E80, 0x303E},
                                     {0x3041, 0xA4CF},
                                     {0xAC00, 0xD7A3},
                                     {0xF900, 0xFAFF},
                                     {0xFE30, 0xFE6F},
                                     {0xFF00, 0xFF60},
                                     {0x1F300, 0x1FAFF},
                                     {0x20000, 0x3FFFD}}};
constexpr std::array<Range, 3> without_width{
    {{0x0300, 0x036F}, {0x200B, 0x200F}, {0xFE00, 0xFE0F}}};
// Controls, and what turns the direction of a line around.
constexpr std::array<Range, 5> harmful{
    {{0, 0x1F}, {0x7F, 0x9F}, {0x202A, 0x202E}, {0x2066, 0x2069}, {0xD800, 0xDFFF}}};

template <std::size_t N>
bool within(const std::array<Range, N>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](const Range& range) { return c >= range.first && c <= range.last; });
}

/// Takes one code point from the start of a UTF-8 text; U+FFFD for an invalid byte.
char32_t take(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = byte(0);
  const std::size_t size = lead < 0x80   ? 1
                           : lead < 0xC2 ? 0
                           : lead < 0xE0 ? 2
                           : lead < 0xF0 ? 3
                                         : 4;
  char32_t c = size == 1 ? lead : size == 0 ? replacement : lead & (0x7FU >> size);
  std::size_t taken = 1;
  for (; taken < size; ++taken) {
    if (taken == text.size() || (byte(taken) & 0xC0U) != 0x80) {
      text.remove_prefix(taken);
      return replacement;
    }
    c = c << 6 | (byte(taken) & 0x3FU);
  }
  text.remove_prefix(taken);
  return c;
}

std::size_t width_of(char32_t c) {
  return within(without_width, c) ? 0 : within(wide, c) ? 2 : 1;
}

std::string padding(std::size_t width, std::string_view text) {
  const auto used = display_width(text);
  return std::string(width > used ? width - used : 0, ' ');
}

}  // namespace

std::string painted(std::string_view text, Tone tone) {
  constexpr std::array<std::string_view, 6> codes{"", "32", "33", "31", "2", "1"};
  const auto code = codes[static_cast<std::size_t>(tone)];
  if (code.empty()) return std::string(text);
  return "\x1b[" + std::string(code) + 'm' + std::string(text) + "\x1b[0m";
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty())
    width += width_of(take(text));
  return width;
}

std::string printable(std::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const auto before = text;
    const auto c = take(text);
    const bool harmless = c != replacement && !within(harmful, c);
    clean += harmless ? before.substr(0, before.size() - text.size()) : "\uFFFD";
  }
  return clean;
}

std::string cut(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  std::size_t used = 1;  // of the …
  auto rest = text;
  while (true) {
    const auto before = rest;
    used += width_of(take(rest));
    if (used > width) return std::string(text.substr(0, text.size() - before.size())) + "…";
  }
}

Cell::Cell(std::string words, Tone look) : text(std::move(words)), tone(look) {}

TextTable::TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

void TextTable::add(std::vector<Cell> row) {
  rows_.push_back(std::move(row));
}

std::vector<std::size_t> TextTable::widths_for(std::size_t width) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    widths.push_back(display_width(columns_[i].title));
    for (const auto& row : rows_)
      widths.back() = std::max(widths.back(), display_width(row[i].text));
  }
  auto used = std::accumulate(widths.begin(), widths.end(), gap * (widths.size() - 1));
  while (used > width) {
    std::size_t widest = columns_.size();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const bool shrinks = columns_[i].least_width != 0 && widths[i] > columns_[i].least_width;
      if (shrinks && (widest == columns_.size() || widths[i] > widths[widest])) widest = i;
    }
    if (widest == columns_.size()) break;
    --widths[widest];
    --used;
  }
  return widths;
}

void TextTable::print(std::ostream& out, std::size_t width, bool colour) const {
  const auto widths = widths_for(width);
  const auto print_row = [&](const auto& cell_of) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const Cell cell = cell_of(i);
      const auto text = cut(cell.text, widths[i]);
      const auto blank = padding(widths[i], text);
      const bool last = i + 1 == columns_.size();
      if (columns_[i].right) out << blank;
      out << (colour ? painted(text, cell.tone) : text);
      if (!columns_[i].right && !last) out << blank;
      if (!last) out << std::string(gap, ' ');
    }
    out << '\n';
  };
  print_row([&](std::size_t i) { return Cell(columns_[i].title, Tone::strong); });
  std::string rule;
  for (auto i = std::accumulate(widths.begin(), widths.end(), gap * (widths.size() - 1)); i > 0;
       --i)
    rule += "─";
  out << (colour ? painted(rule, Tone::faint) : rule) << '\n';
  for (const auto& row : rows_)
    print_row([&](std::size_t i) { return row[i]; });
}

}  // namespace ivr
