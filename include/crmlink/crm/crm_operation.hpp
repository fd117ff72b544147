#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "crmlink/core/export.hpp"

namespace crmlink {

/// What a CRM can be asked for; each has at most one endpoint (generic-crm.md "Endpoints").
enum class CrmOperation : std::uint8_t {
  find_account,        ///< By phone number, e-mail address or an id of ours; the default.
  find_account_by_id,  ///< By the CRM's own id, which is part of the URL.
  create_account,
  find_record,
  create_record,
  update_record,
  upload_file,
  comment,
};

/// The number of operations.
inline constexpr std::size_t crm_operation_count = 8;

/// Returns the operation as configurations spell it: `find_account`; static storage.
CRMLINK_EXPORT std::string_view to_string(CrmOperation operation) noexcept;
/// Returns the operation of that name, exactly as it is spelled.
CRMLINK_EXPORT std::optional<CrmOperation> parse_crm_operation(std::string_view name) noexcept;

/// Returns whether an operation only looks: it can be repeated without harm.
constexpr bool is_find(CrmOperation operation) noexcept {
  return operation == CrmOperation::find_account || operation == CrmOperation::find_account_by_id ||
         operation == CrmOperation::find_record;
}

/// Returns whether an operation makes something new.
constexpr bool is_create(CrmOperation operation) noexcept {
  return operation == CrmOperation::create_account || operation == CrmOperation::create_record;
}

}  // namespace crmlink
