#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/error.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/crm/crm_operation.hpp"
#include "crmlink/crm/crm_reply.hpp"
#include "crmlink/http/message.hpp"

namespace crmlink {

/// How something that was asked of a CRM ended.
enum class CrmStatus : std::uint8_t {
  found,      ///< The object was there.
  created,    ///< It was made; its id may be absent, when the reply named none.
  done,       ///< An update, a comment or an upload was accepted.
  temporary,  ///< Nobody was found; the id is a temporary one, the url a page for the agent.
  not_found,  ///< It isn't there, and wasn't to be made.
  ambiguous,  ///< There are several; the host chooses among the candidates.
  skipped,    ///< Nothing was asked: no endpoint, or its URL isn't formed without an id.
  deferred,   ///< Handed to the outbox, to be done later.
  cancelled,  ///< By the caller of the operation.
  failed,     ///< See the error.
};

/// Returns the status as the enumerator is spelled; static storage.
CRMLINK_EXPORT std::string_view to_string(CrmStatus status) noexcept;

/// One thing that a flow did, for the agent's screen and for logs. Holds nothing of the caller.
struct CrmStep {
  CrmStep() = default;

  CrmOperation operation = CrmOperation::find_account;
  CrmVerdict verdict = CrmVerdict::failed;  ///< `done` also when nothing was sent: see the note.
  http::Method method = http::Method::get;
  std::string url;             ///< Masked; empty when nothing was sent.
  std::string note;            ///< Why it was done, or wasn't; may be empty.
  int status = 0;              ///< Of HTTP; zero when no reply came.
  unsigned attempts = 0;       ///< Requests that were sent for it.
  std::size_t candidates = 0;  ///< Matches in the reply, before any was chosen.
  std::size_t unverified = 0;  ///< How many of them weren't who was searched for.
  std::chrono::nanoseconds elapsed{0};
  Error error;  ///< None unless it failed.
};

/// What came of an operation or a flow.
struct CrmOutcome {
  CrmOutcome() = default;

  CrmStatus status = CrmStatus::failed;
  std::string id;   ///< Of the account or record; empty when there is none.
  std::string url;  ///< Its page in the CRM, for the agent; empty when none is configured.
  /// What the reply said of it: one, or all of them for CrmStatus::ambiguous. Untrusted.
  std::vector<CrmObject> objects;
  std::vector<CrmStep> steps;  ///< In their order.
  Error error;                 ///< For `failed`, `cancelled` and `deferred`; else none.

  /// Returns whether there is something to go on with: it was found, created or done, or the id is
  /// a temporary one.
  bool succeeded() const noexcept {
    return status == CrmStatus::found || status == CrmStatus::created ||
           status == CrmStatus::done || status == CrmStatus::temporary;
  }
};

}  // namespace crmlink
