#include "customer_directory.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "csv.hpp"

namespace crm_service {
namespace {

struct Column {
  std::string_view name;
  std::string Customer::* member;
};

constexpr std::array columns{Column{"customer_id", &Customer::customer_id},
                             Column{"first_name", &Customer::first_name},
                             Column{"last_name", &Customer::last_name},
                             Column{"phone", &Customer::phone},
                             Column{"account_number", &Customer::account_number},
                             Column{"tier", &Customer::tier},
                             Column{"language", &Customer::language},
                             Column{"open_tickets", &Customer::open_tickets}};

constexpr auto column_names = [] {
  std::array<std::string_view, columns.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i)
    names[i] = columns[i].name;
  return names;
}();

}  // namespace

CustomerDirectory::CustomerDirectory(std::vector<Customer> customers)
    : customers_(std::move(customers)) {}

crmlink::Result<CustomerDirectory> CustomerDirectory::load(const std::string& path) {
  auto rows = read_csv(path, column_names);
  if (!rows) return rows.error();
  std::vector<Customer> customers;
  for (auto& row : *rows) {
    auto& customer = customers.emplace_back();
    for (std::size_t i = 0; i < columns.size(); ++i)
      customer.*columns[i].member = std::move(row[i]);
  }
  return CustomerDirectory(std::move(customers));
}

crmlink::Result<> CustomerDirectory::save(const std::string& path) const {
  std::vector<CsvRow> rows;
  for (const auto& customer : customers_) {
    auto& row = rows.emplace_back();
    for (const auto& column : columns)
      row.push_back(customer.*column.member);
  }
  return write_csv(path, column_names, rows);
}

}  // namespace crm_service
