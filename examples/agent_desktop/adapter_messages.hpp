#pragma once

#include <string>
#include <string_view>

#include "crmlink/adapter/adapter_event.hpp"
#include "crmlink/crm/crm_outcome.hpp"

namespace agent_desktop {

/// The agent of this desk.
inline constexpr std::string_view agent_email = "alex@contact-center.example";

/// Makes an event of this desk's agent.
crmlink::AdapterEvent event_of_agent(crmlink::AdapterEventKind kind);
/// Returns what makes the adapter page post an event to the window around it, in JSON.
std::string adapter_message(const crmlink::AdapterEvent& event);
/// Returns what tells how something ended that was asked of the CRM: `done`, `later`, `skipped` or
/// `failed`; in JSON.
std::string told(std::string_view what, const crmlink::CrmOutcome& outcome);

}  // namespace agent_desktop
