#pragma once

#include <vector>

#include "crm_command.hpp"
#include "crm_runner.hpp"
#include "crmlink/crm/crm_file.hpp"

namespace crmlink::tool {

/// Returns what starts the flow or the endpoint that the command line names; `files` are for
/// uploads.
CrmPlan::Start start_of(const CrmOptions& options, std::vector<CrmFile> files);

}  // namespace crmlink::tool
