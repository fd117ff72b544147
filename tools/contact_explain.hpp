#pragma once

#include "console.hpp"
#include "crmlink/contact/contact_lookup_config.hpp"

namespace crmlink::tool {

/// Prints what an integration would do at an event, in JSON if asked. Returns whether its request
/// can be made.
bool explain_contact(const ContactLookupConfig& config, const Variables& scopes, bool as_json,
                     Console& console);

}  // namespace crmlink::tool
