#pragma once

#include "crmlink/dip/answering.hpp"
#include "customer_directory.hpp"

namespace crm_service {

/// Answers a data dip: finds the caller by `account_number` or else `phone_number`, and says what
/// the IVR may use, what the agent sees and what is stored. Unknown callers get an empty reply.
crmlink::DataDipReply look_up(const CustomerDirectory& customers,
                              const crmlink::DataDipRequest& request);

}  // namespace crm_service
