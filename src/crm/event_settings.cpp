#include "crm/event_settings.hpp"

namespace crmlink {
namespace {

std::string lines_of(const std::vector<CrmEventDetail>& details) {
  std::string lines;
  for (const auto& detail : details) {
    if (detail.value.empty()) continue;
    lines.append(lines.empty() ? "" : "\n").append(detail.label);
    lines.append(detail.label.empty() ? "" : ": ").append(detail.value);
  }
  return lines;
}

}  // namespace

std::string EventSettings::text_of(const CrmEvent& event, const Variables& variables) const {
  const auto& text = texts.at(static_cast<std::size_t>(event.kind));
  if (!text) return describe_crm_event(event, variables);
  auto with_details = variables;
  with_details.set("EVENT_DETAILS", lines_of(event.details));
  std::string said;
  return text->expand(with_details, said) ? said : describe_crm_event(event, variables);
}

}  // namespace crmlink
