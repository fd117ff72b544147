#pragma once

#include <vector>

#include "agent_call.hpp"

namespace agent_desktop {

/// Returns the data that are attached to a call, for the agent to see: for now what the CRM says of
/// account and record. What a contact lookup saves belongs here, too.
std::vector<Shown> attached_data(const crmlink::Variables& session,
                                 const crmlink::CrmOutcome& begun);

}  // namespace agent_desktop
