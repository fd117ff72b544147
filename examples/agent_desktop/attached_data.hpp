#pragma once

#include <vector>

#include "agent_call.hpp"
#include "crmlink/contact/attached_data.hpp"

namespace agent_desktop {

/// Returns what the CRM says of account and record, for the agent to see.
std::vector<Shown> session_data(const crmlink::Variables& session,
                                const crmlink::CrmOutcome& begun);
/// Returns the texts and numbers that a contact lookup has attached, for the agent to see; those
/// within objects by their own names.
std::vector<Shown> attached_data(const crmlink::AttachedData& data);

}  // namespace agent_desktop
