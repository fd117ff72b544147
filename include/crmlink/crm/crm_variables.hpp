#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "crmlink/core/export.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// Returns the names that configurations of a CRM may use: `ACCOUNT_ID`, `PHONE_NUMBER`, …
/// (generic-crm.md "Variables").
CRMLINK_EXPORT Vocabulary crm_vocabulary();

/// Sets the variables that follow from others, unless they are set: FIRST_NAME and LAST_NAME from
/// NAME (`--` when there is no last one), TICKET_DESCRIPTION_HTML from TICKET_DESCRIPTION.
/// GenericCrm does it by itself.
CRMLINK_EXPORT void complete_crm_variables(Variables& variables);

/// Returns a duration as CALL_DURATION, HOLD_TIME and WAIT_TIME have it: mm:ss, minutes beyond 99
/// in full. A negative one is 00:00.
CRMLINK_EXPORT std::string to_crm_duration(std::chrono::seconds duration);

/// Returns a text as HTML: escaped, line breaks as `<br>`.
CRMLINK_EXPORT std::string to_crm_html(std::string_view text);

}  // namespace crmlink
