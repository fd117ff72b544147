#pragma once

#include <array>
#include <optional>
#include <string>

#include "crmlink/crm/crm_event.hpp"
#include "crmlink/text/text_template.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// Which events an endpoint hears of, and what is said of them.
struct EventSettings {
  /// Returns whether the endpoint hears of such events.
  bool hears(CrmEventKind kind) const { return events.at(static_cast<std::size_t>(kind)); }
  /// Returns what a comment says, in plain text; empty: there is nothing to say.
  std::string text_of(const CrmEvent& event, const Variables& variables) const;

  std::array<bool, crm_event_kind_count> events{};
  /// For Slot::plain; std::nullopt: describe_crm_event.
  std::array<std::optional<TextTemplate>, crm_event_kind_count> texts;
};

}  // namespace crmlink
