#include "call.hpp"

#include <array>
#include <charconv>

#include "csv.hpp"
#include "random.hpp"

namespace ivr {
namespace {

constexpr std::array<std::string_view, 4> columns{"caller", "dialed", "digits", "patience_ms"};
constexpr std::array<std::string_view, 3> hotlines{"+18005550100", "+18005550101", "+448081570192"};

Call make_up_call(const crm_service::Population& population, crm_service::Random& random) {
  const auto& customer = random.pick(population.customers);
  Call call;
  call.caller = customer.phone;
  call.dialed = random.pick(hotlines);
  const bool known_number = random.chance(80);
  // Strangers, and customers who call from somewhere else.
  if (!known_number)
    call.caller = random.chance(20) ? std::string() : random.pick(population.strangers);
  if (!known_number && random.chance(85))
    call.digits = random.chance(70) ? customer.account_number : "000000";
  if (random.chance(3)) call.patience = std::chrono::milliseconds(50 + random.below(400));
  return call;
}

}  // namespace

std::vector<Call> make_up_calls(const crm_service::Population& population, std::size_t count,
                                std::uint64_t seed) {
  crm_service::Random random(seed);
  std::vector<Call> calls;
  while (calls.size() < count)
    calls.push_back(make_up_call(population, random));
  return calls;
}

crmlink::Result<std::vector<Call>> load_calls(const std::string& path) {
  auto rows = crm_service::read_csv(path, columns);
  if (!rows) return rows.error();
  std::vector<Call> calls;
  for (auto& row : *rows) {
    unsigned patience = 0;
    const auto* const end = row[3].data() + row[3].size();
    const auto [stop, error] = std::from_chars(row[3].data(), end, patience);
    if (!row[3].empty() && (error != std::errc() || stop != end))
      return crm_service::failure(path, "patience_ms: \"" + row[3] + "\" isn't a number");
    auto& call = calls.emplace_back();
    call.caller = std::move(row[0]);
    call.dialed = std::move(row[1]);
    call.digits = std::move(row[2]);
    call.patience = std::chrono::milliseconds(patience);
  }
  return calls;
}

crmlink::Result<> save_calls(const std::string& path, const std::vector<Call>& calls) {
  std::vector<crm_service::CsvRow> rows;
  for (const auto& call : calls)
    rows.push_back({call.caller, call.dialed, call.digits, std::to_string(call.patience.count())});
  return crm_service::write_csv(path, columns, rows);
}

}  // namespace ivr
