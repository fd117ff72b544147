#pragma once

#include <optional>
#include <string>

#include "console.hpp"
#include "crmlink/contact/contact_credential.hpp"

namespace crmlink::tool {

/// Reads the host's secrets by id, `{"ID": {"user": "…", "secret": …}}`; none when `path` is empty.
/// On failure says why on the console, in JSON if asked, and sets `status`.
std::optional<ContactCredentials> load_credentials(const std::string& path, bool as_json,
                                                   Console& console, ExitStatus& status);

}  // namespace crmlink::tool
