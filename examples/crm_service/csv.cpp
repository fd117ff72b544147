#include "csv.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

namespace crm_service {
namespace {

using crmlink::Result;

class CsvScanner {
 public:
  explicit CsvScanner(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  std::size_t line() const { return line_; }

  /// Reads one line, which may have line breaks inside of quotes; false when a quote stays open.
  bool read(CsvRow& row) {
    row.clear();
    do {
      row.emplace_back();
      if (!read_field(row.back())) return false;
    } while (take(','));
    take('\r');
    if (take('\n')) ++line_;
    return true;
  }

 private:
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool read_field(std::string& field) {
    if (take('"')) return read_quoted(field);
    const auto length = std::min(rest_.find_first_of(",\r\n"), rest_.size());
    field = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return true;
  }

  bool read_quoted(std::string& field) {
    while (!rest_.empty()) {
      if (take('"') && !rest_.starts_with('"')) return true;
      if (rest_.front() == '\n') ++line_;
      field += rest_.front();
      rest_.remove_prefix(1);
    }
    return false;
  }

  std::string_view rest_;
  std::size_t line_ = 1;
};

Result<std::vector<std::size_t>> places_of(std::string_view name, const CsvRow& header,
                                           CsvColumns columns) {
  std::vector<std::size_t> places;
  for (const auto column : columns) {
    const auto found = std::find(header.begin(), header.end(), column);
    if (found == header.end()) return failure(name, "no column \"" + std::string(column) + '"');
    places.push_back(static_cast<std::size_t>(found - header.begin()));
  }
  return places;
}

std::string quoted(std::string_view field) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(field);
  std::string text = "\"";
  for (const char c : field)
    text.append(c == '"' ? 2 : 1, c);
  return text += '"';
}

template <class Fields>
void write_row(std::ostream& out, const Fields& fields) {
  std::string_view separator;
  for (const auto& field : fields) {
    out << separator << quoted(field);
    separator = ",";
  }
  out << "\r\n";
}

}  // namespace

crmlink::Error failure(std::string_view where, std::string detail) {
  crmlink::ErrorInfo info(crmlink::Errc::invalid_argument);
  info.where = where;
  info.detail = std::move(detail);
  return info;
}

Result<std::vector<CsvRow>> parse_csv(std::string_view name, std::string_view text,
                                      CsvColumns columns) {
  CsvScanner scanner(text);
  CsvRow fields;
  if (!scanner.read(fields)) return failure(name, "line 1: a quote isn't closed");
  const auto width = fields.size();
  const auto places = places_of(name, fields, columns);
  if (!places) return places.error();

  std::vector<CsvRow> rows;
  while (!scanner.at_end()) {
    const auto line = "line " + std::to_string(scanner.line()) + ": ";
    if (!scanner.read(fields)) return failure(name, line + "a quote isn't closed");
    if (fields.size() != width)
      return failure(name, line + std::to_string(fields.size()) + " fields instead of " +
                               std::to_string(width));
    auto& row = rows.emplace_back();
    for (const auto place : *places)
      row.push_back(fields[place]);
  }
  return rows;
}

Result<std::vector<CsvRow>> read_csv(const std::string& path, CsvColumns columns) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return failure(path, "can't be read");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return parse_csv(path, text, columns);
}

Result<> write_csv(const std::string& path, CsvColumns columns, std::span<const CsvRow> rows) {
  std::ofstream file(path, std::ios::binary);
  write_row(file, columns);
  for (const auto& row : rows)
    write_row(file, row);
  if (!file.flush()) return failure(path, "can't be written");
  return {};
}

}  // namespace crm_service
