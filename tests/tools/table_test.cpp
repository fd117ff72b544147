#include "table.hpp"

#include <string>

#include "support/catch.hpp"

namespace {

using crmlink::tool::Align;
using crmlink::tool::Style;
using crmlink::tool::Table;

std::string printed(const Table& table) {
  return table.to_string(Style());
}

}  // namespace

TEST_CASE("a table lines up its cells and leaves no spaces at the ends of lines") {
  Table table({{"phase"}, {"ms", Align::right}, {"note"}});
  table.add({"resolve", "0.10", "a"});
  table.add({"tls", "12.00", ""});
  CHECK(printed(table) ==
        "phase       ms  note\n"
        "resolve   0.10  a\n"
        "tls      12.00\n");
}

TEST_CASE("a table counts the columns of a terminal, not bytes") {
  Table table({{"name"}, {"x"}});
  table.add({"M\u00FCller", "1"});
  table.add({"\u4E2D\u6587", "2"});
  table.add({"e\u0301", "3"});
  CHECK(printed(table) ==
        "name    x\n"
        "M\u00FCller  1\n"
        "\u4E2D\u6587    2\n"
        "e\u0301       3\n");
}

TEST_CASE("a table fills up missing cells and cuts long ones") {
  Table table({{"a"}, {"b"}});
  table.add({std::string(Table::most_cell_width + 1, 'x')});
  const auto cut = std::string(Table::most_cell_width - 1, 'x') + "\u2026";
  CHECK(printed(table) == "a" + std::string(Table::most_cell_width + 1, ' ') + "b\n" + cut + "\n");
}

TEST_CASE("a table shows control characters instead of obeying them") {
  Table table({{"a"}});
  table.add({"x\n\033[2Jy"});
  CHECK(printed(table) == "a\nx\uFFFD\uFFFD[2Jy\n");
}
