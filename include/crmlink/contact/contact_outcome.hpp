#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/contact/attached_data.hpp"
#include "crmlink/core/error.hpp"
#include "crmlink/core/export.hpp"

namespace crmlink {

/// How one integration ended.
enum class ContactStepStatus : std::uint8_t {
  mismatch,   ///< It is for other events or conversations.
  left_out,   ///< Three others ran before it.
  skipped,    ///< Its condition doesn't hold, or can't be evaluated.
  started,    ///< Under way: nobody waits for it.
  done,       ///< Its reply came with a status of 2xx, and was used.
  failed,     ///< See the error.
  cancelled,  ///< By the caller of the operation.
};

/// Returns the status as the enumerator is spelled; static storage.
CRMLINK_EXPORT std::string_view to_string(ContactStepStatus status) noexcept;

/// What one integration did. Holds nothing of the caller, but in `debug` and, when a server quotes
/// it, in the error's server_text().
struct ContactStep {
  ContactStep() = default;

  std::string name;
  ContactStepStatus status = ContactStepStatus::mismatch;
  std::string note;     ///< Why it didn't run, or what of its reply was left out; may be empty.
  std::string url;      ///< Masked; empty when nothing was sent.
  int http_status = 0;  ///< Zero when no reply came.
  std::chrono::nanoseconds delay{0};     ///< How long it waited before its request.
  std::chrono::nanoseconds elapsed{0};   ///< From its request to the end of the reply.
  std::vector<std::string> saved;        ///< The keys that it attached.
  std::vector<std::string> overwritten;  ///< Those among them that an earlier one had attached.
  std::vector<std::string> set;          ///< What it set: `priority`, `queue`, …
  /// All that {debug} shows, with the caller's data, when ContactCallOptions::debug asks for it.
  AttachedData debug;
  Error error;  ///< None unless it failed or was cancelled.
};

/// What came of an event.
///
/// Both views are of all `data`, that of the events before included: an event at which nothing
/// runs, or everything fails, leaves what an agent sees as it was. Who sees a value says the
/// integration that saved it at this event; for one of an event before all that may save its key
/// must show it. What no integration saves (the host's own data) is in neither view.
struct ContactOutcome {
  ContactOutcome() = default;

  /// ContactCallOptions::data with all that was saved over it, later keys over earlier ones. Give
  /// it to the next event.
  AttachedData data;
  AttachedData agent_view;         ///< What of it an agent sees.
  AttachedData statistics_view;    ///< What of it is stored.
  std::vector<ContactStep> steps;  ///< One for each integration, in the order of their ordinals.
  bool cancelled = false;          ///< By the caller of the operation.
};

}  // namespace crmlink
