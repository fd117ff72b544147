#pragma once

#include <string>

#include "console.hpp"
#include "crmlink/http/client.hpp"

namespace crmlink::tool {

/// Makes the client trust the roots of a PEM file besides the system's; an empty name: nothing to
/// do. Returns false, and says why, when they can't be loaded.
bool trust(const std::string& ca_file, http::ClientOptions& client, Console& console);

}  // namespace crmlink::tool
