#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// What can happen in a session that a CRM may hear of, by a comment, an update of the record, or
/// both (generic-crm.md "Comment", "Update record").
enum class CrmEventKind : std::uint8_t {
  started,         ///< The call or chat has begun.
  ended,           ///< It has ended.
  csat,            ///< The customer rated it: RATING, FEEDBACK.
  custom_data,     ///< A package of the host's data.
  transfer,        ///< It went to another agent or queue.
  disposition,     ///< The agent's disposition code and notes.
  survey,          ///< Questions of a survey and their answers.
  queue_selected,  ///< The customer chose a queue.
  user_verified,   ///< The customer proved who they are.
};

/// The number of kinds.
inline constexpr std::size_t crm_event_kind_count = 9;

/// Returns the kind as configurations spell it: `custom_data`; static storage.
CRMLINK_EXPORT std::string_view to_string(CrmEventKind kind) noexcept;
/// Returns the kind of that name, exactly as it is spelled.
CRMLINK_EXPORT std::optional<CrmEventKind> parse_crm_event_kind(std::string_view name) noexcept;

/// A line of what there is to say of an event: `To: Billing`, or a question and its answer.
struct CrmEventDetail {
  /// Names what it is, and gives its value; an empty value leaves the line out.
  CrmEventDetail(std::string of_label, std::string of_value)
      : label(std::move(of_label)), value(std::move(of_value)) {}

  std::string label;
  std::string value;
};

/// Something that happened in a session.
struct CrmEvent {
  /// Names what happened, and what there is to say of it besides the session's variables.
  explicit CrmEvent(CrmEventKind what, std::vector<CrmEventDetail> said = {})
      : kind(what), details(std::move(said)) {}

  CrmEventKind kind;
  std::vector<CrmEventDetail> details;  ///< In the order in which they are written.
};

/// Returns what a comment says of an event in plain text, unless the configuration has a text of
/// its own: `Call ended`, then a line for each variable that matters to it (CALL_DURATION,
/// HOLD_TIME, …) and each detail. Empty when there is nothing to say, such as a rating that nobody
/// left.
CRMLINK_EXPORT std::string describe_crm_event(const CrmEvent& event, const Variables& variables);

}  // namespace crmlink
