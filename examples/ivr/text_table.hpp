#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace ivr {

/// How a cell stands out on a terminal that has colours.
enum class Tone : std::uint8_t { plain, good, doubtful, bad, faint, strong };

/// Returns the text in its tone, as an ANSI sequence.
std::string painted(std::string_view text, Tone tone);

/// Returns how many columns of a terminal a UTF-8 text takes.
std::size_t display_width(std::string_view text);

/// Returns a text that can do no harm to a terminal: control characters and invalid UTF-8 are
/// replaced. Whatever comes from a web service or a caller goes through here.
std::string printable(std::string_view text);

/// Cuts a text to so many columns of a terminal; what was cut shows as `…`.
std::string cut(std::string_view text, std::size_t width);

/// One cell of a table.
struct Cell {
  Cell(std::string words, Tone look = Tone::plain);

  std::string text;
  Tone tone;
};

/// A column of a table.
struct Column {
  std::string title;
  bool right = false;           ///< Numbers stand at the right.
  std::size_t least_width = 0;  ///< A column shrinks to this when space is short; zero: never.
};

/// Rows whose columns are aligned, whatever language the names are in.
class TextTable {
 public:
  explicit TextTable(std::vector<Column> columns);

  /// Adds a row with a cell for each column.
  void add(std::vector<Cell> row);
  /// Prints title and rows, no wider than `width`; `colour` says whether tones are shown.
  void print(std::ostream& out, std::size_t width, bool colour) const;

 private:
  std::vector<std::size_t> widths_for(std::size_t width) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace ivr
