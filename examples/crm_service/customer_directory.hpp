#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "crmlink/core/result.hpp"

namespace crm_service {

/// What the service knows about a customer.
struct Customer {
  std::string customer_id;
  std::string first_name;
  std::string last_name;
  std::string phone;           ///< E.164: `+12025550147`.
  std::string account_number;  ///< What callers type: six digits.
  std::string tier;            ///< `standard`, `silver`, `gold` or `vip`.
  std::string language;        ///< ISO 639-1.
  std::string open_tickets;
};

/// Customers to fill a database with. Immutable.
class CustomerDirectory {
 public:
  explicit CustomerDirectory(std::vector<Customer> customers);
  /// Reads a CSV file that has a column for each member of Customer.
  static crmlink::Result<CustomerDirectory> load(const std::string& path);
  /// Writes such a file.
  crmlink::Result<> save(const std::string& path) const;

  std::span<const Customer> customers() const { return customers_; }

 private:
  std::vector<Customer> customers_;
};

/// Made-up customers and, from the same pool of fictional numbers, callers whom nobody knows.
struct Population {
  std::vector<Customer> customers;
  std::vector<std::string> strangers;  ///< Phone numbers.
};

/// The most customers that generate_population can make.
inline constexpr std::size_t most_customers = 4000;

/// Makes up `count` customers; the same ones whenever `seed` is the same.
Population generate_population(std::size_t count, std::uint64_t seed);

}  // namespace crm_service
