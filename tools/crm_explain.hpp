#pragma once

#include "console.hpp"
#include "crmlink/crm/crm_config.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink::tool {

/// Prints the request of each endpoint of a CRM for a call, what its reply means, and when a step
/// that fails is tried again; sends nothing, reads no secret.
void print_crm_explanation(const CrmConfig& config, const Variables& call, Console& console);

/// Prints the same as one JSON document.
void print_crm_explanation_as_json(const CrmConfig& config, const Variables& call,
                                   Console& console);

}  // namespace crmlink::tool
