#pragma once

#include <optional>
#include <string>

#include "console.hpp"
#include "crmlink/http/http_config.hpp"

namespace crmlink::tool {

/// How the commands that send something reach the service.
struct NetworkOptions {
  std::string http_file;    ///< The HTTP client's configuration; empty: the defaults.
  std::string ca_file;      ///< PEM file of further trusted roots; empty: none.
  std::string dns_servers;  ///< Empty: the configuration's, or else the system's.
};

/// Reads what the options name. Returns std::nullopt, and says why, when something can't be used;
/// `status` is then the command's.
std::optional<http::HttpConfig> load_network(const NetworkOptions& options, bool json,
                                             Console& console, ExitStatus& status);

}  // namespace crmlink::tool
