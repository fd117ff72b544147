#pragma once

#include <string>
#include <utility>

#include "crmlink/core/export.hpp"

namespace crmlink {

/// Tells an agent's desktop to open a page of the CRM (generic-crm.md "CRM_Record_Pop").
struct CrmRecordPop {
  /// Takes the page's URL: CrmOutcome::url of a record.
  explicit CrmRecordPop(std::string url) : record_url(std::move(url)) {}

  /// Returns the event as it is posted to the window around an agent adapter:
  /// `{"type":"CRM_Record_Pop","data":{"recordUrl":"…"}}`.
  CRMLINK_EXPORT std::string to_json() const;

  std::string record_url;  ///< Holds the CRM's ids.
};

}  // namespace crmlink
