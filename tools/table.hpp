#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "style.hpp"

namespace crmlink::tool {

/// On which side of its column a cell stands.
enum class Align : std::uint8_t { left, right };

/// A column of a Table.
struct Column {
  Column(std::string heading, Align side = Align::left) : title(std::move(heading)), align(side) {}

  std::string title;
  Align align;
};

/// Lines up cells for people; counts columns of the terminal, not bytes.
class Table {
 public:
  /// The most columns of one cell; longer text is cut, and ends in an ellipsis.
  static constexpr std::size_t most_cell_width = 100;

  explicit Table(std::vector<Column> columns);

  /// Adds a row; cells that are missing at its end are empty. Control characters are replaced.
  void add(std::vector<std::string> cells);
  bool empty() const noexcept { return rows_.empty(); }

  /// Returns titles and rows, each with its line break and none with spaces at its end.
  std::string to_string(const Style& style) const;

 private:
  std::vector<std::size_t> widths() const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace crmlink::tool
