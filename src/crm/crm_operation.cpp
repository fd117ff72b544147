#include "crmlink/crm/crm_operation.hpp"

#include <algorithm>
#include <array>

namespace crmlink {
namespace {

constexpr std::array<std::string_view, crm_operation_count> names{
    "find_account",  "find_account_by_id", "create_account", "find_record",
    "create_record", "update_record",      "upload_file",    "comment"};

}  // namespace

std::string_view to_string(CrmOperation operation) noexcept {
  return names.at(static_cast<std::size_t>(operation));
}

std::optional<CrmOperation> parse_crm_operation(std::string_view name) noexcept {
  const auto* const found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<CrmOperation>(found - names.begin());
}

}  // namespace crmlink
