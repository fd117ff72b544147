#include "crmlink/crm/crm_event.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace crmlink {
namespace {

constexpr std::array<std::string_view, crm_event_kind_count> names{
    "started",     "ended",  "csat",           "custom_data",  "transfer",
    "disposition", "survey", "queue_selected", "user_verified"};

/// A variable that matters to an event, and what a reader calls it.
struct Line {
  std::string_view label;
  std::string_view variable;
};

constexpr std::array<Line, 3> of_start{
    {{"Queue", "QUEUE_NAME"}, {"Agent", "AGENT_EMAIL"}, {"Menu", "MENU_PATH"}}};
constexpr std::array<Line, 5> of_end{{{"Duration", "CALL_DURATION"},
                                      {"Wait time", "WAIT_TIME"},
                                      {"Hold time", "HOLD_TIME"},
                                      {"Agent", "AGENT_EMAIL"},
                                      {"Disconnected by", "DISCONNECTED_BY"}}};
constexpr std::array<Line, 2> of_csat{{{"Rating", "RATING"}, {"Feedback", "FEEDBACK"}}};
constexpr std::array<Line, 2> of_queue{{{"Queue", "QUEUE_NAME"}, {"Menu", "MENU_PATH"}}};

std::span<const Line> lines_of(CrmEventKind kind) noexcept {
  switch (kind) {
    case CrmEventKind::started:
      return of_start;
    case CrmEventKind::ended:
      return of_end;
    case CrmEventKind::csat:
      return of_csat;
    case CrmEventKind::queue_selected:
      return of_queue;
    default:
      return {};
  }
}

/// Returns whether an event says something by its name alone.
bool speaks_for_itself(CrmEventKind kind) noexcept {
  return kind == CrmEventKind::started || kind == CrmEventKind::ended ||
         kind == CrmEventKind::transfer || kind == CrmEventKind::user_verified;
}

std::string title_of(CrmEventKind kind, const Variables& variables) {
  const auto* const channel = variables.text("CHANNEL");
  const std::string session = channel && *channel == "chat" ? "Chat" : "Call";
  switch (kind) {
    case CrmEventKind::started:
      return session + " started";
    case CrmEventKind::ended:
      return session + " ended";
    case CrmEventKind::csat:
      return "Customer satisfaction";
    case CrmEventKind::custom_data:
      return "Custom data";
    case CrmEventKind::transfer:
      return session + " transferred";
    case CrmEventKind::disposition:
      return "Disposition";
    case CrmEventKind::survey:
      return "Survey";
    case CrmEventKind::queue_selected:
      return "Queue selected";
    case CrmEventKind::user_verified:
      break;
  }
  return "Customer verified";
}

void add_line(std::string& text, std::string_view label, std::string_view value) {
  if (value.empty()) return;
  text.append("\n").append(label).append(label.empty() ? "" : ": ").append(value);
}

}  // namespace

std::string_view to_string(CrmEventKind kind) noexcept {
  return names.at(static_cast<std::size_t>(kind));
}

std::optional<CrmEventKind> parse_crm_event_kind(std::string_view name) noexcept {
  const auto* const found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<CrmEventKind>(found - names.begin());
}

std::string describe_crm_event(const CrmEvent& event, const Variables& variables) {
  std::string lines;
  for (const auto& line : lines_of(event.kind))
    if (const auto* const value = variables.text(line.variable))
      add_line(lines, line.label, *value);
  for (const auto& detail : event.details)
    add_line(lines, detail.label, detail.value);
  if (lines.empty() && !speaks_for_itself(event.kind)) return {};
  return title_of(event.kind, variables) + lines;
}

}  // namespace crmlink
