#pragma once

#include "crm_database.hpp"
#include "crmlink/dip/answering.hpp"

namespace crm_service {

/// Answers a data dip: finds the caller by `account_number` or else `phone_number`, and says what
/// the IVR may use, what the agent sees and what is stored. Unknown callers get an empty reply.
/// Throws SqlError.
crmlink::DataDipReply look_up(CrmDatabase& database, const crmlink::DataDipRequest& request);

}  // namespace crm_service
