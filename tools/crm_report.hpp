#pragma once

#include <iosfwd>
#include <string_view>

#include "crmlink/crm/crm_outcome.hpp"
#include "style.hpp"

namespace crmlink::tool {

/// Prints what came of an operation on a CRM, for people. `what` names it: `find_account`.
void print_crm(std::string_view what, const CrmOutcome& outcome, std::ostream& out,
               const Style& style);

/// Prints the same as one JSON document.
void print_crm_as_json(std::string_view what, const CrmOutcome& outcome, std::ostream& out);

}  // namespace crmlink::tool
