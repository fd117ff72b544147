#pragma once

#include <memory>
#include <string>

#include "crmlink/crm/crm_file.hpp"
#include "crmlink/crm/crm_operation.hpp"

namespace crmlink {

/// One thing that is to be done in a CRM, alone or behind others whose ids it needs.
struct CrmTask {
  /// Says which endpoint it is for. create_account and create_record stand for "find or create".
  explicit CrmTask(CrmOperation what) : operation(what) {}

  CrmOperation operation;
  std::string comment;                  ///< COMMENT_BODY of a comment; empty: the session's.
  std::shared_ptr<const CrmFile> file;  ///< Of an upload, else nullptr.
  std::string idempotency_key;          ///< The same for every attempt; empty: none was sent yet.
  /// Whether an attempt may have been applied although no reply came: a create then searches first.
  bool maybe_applied = false;
};

}  // namespace crmlink
