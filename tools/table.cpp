#include "table.hpp"

#include <algorithm>
#include <utility>

#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

constexpr std::string_view gap = "  ";

void append_cell(std::string& line, const std::string& cell, Align align, std::size_t width) {
  const std::string padding(width - width_of(cell), ' ');
  if (align == Align::right) line += padding;
  line += cell;
  if (align == Align::left) line += padding;
}

std::string line_of(const std::vector<std::string>& cells, const std::vector<Column>& columns,
                    const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i != 0) line += gap;
    append_cell(line, cells[i], columns[i].align, widths[i]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

void Table::add(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (auto& cell : cells)
    cell = cut(printable(cell), most_cell_width);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::widths() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    auto width = width_of(columns_[i].title);
    for (const auto& row : rows_)
      width = std::max(width, width_of(row[i]));
    widths.push_back(width);
  }
  return widths;
}

std::string Table::to_string(const Style& style) const {
  const auto columns = widths();
  std::vector<std::string> titles;
  for (const auto& column : columns_)
    titles.push_back(column.title);
  std::string text = style.dim(line_of(titles, columns_, columns)) + '\n';
  for (const auto& row : rows_)
    text += line_of(row, columns_, columns) + '\n';
  return text;
}

}  // namespace crmlink::tool
