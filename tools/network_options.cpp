#include "network_options.hpp"

#include <ostream>

#include "config_file.hpp"
#include "terminal_text.hpp"

namespace crmlink::tool {

std::optional<http::HttpConfig> load_network(const NetworkOptions& options, bool json,
                                             Console& console, ExitStatus& status) {
  auto network = load_http_config(options.http_file, HostNames(), json, console, status);
  if (!network) return std::nullopt;
  if (!options.ca_file.empty()) {
    if (!network->tls) network->tls.emplace();
    network->tls->ca_file = options.ca_file;
  }
  if (const auto loaded = network->load_tls(); !loaded) {
    console.err << "crmlink: " << (options.ca_file.empty() ? "--http: " : "--ca: ")
                << printable(loaded.error().message()) << '\n';
    status = usage;
    return std::nullopt;
  }
  if (!options.dns_servers.empty()) network->client.dns_servers = options.dns_servers;
  return std::move(*network);
}

}  // namespace crmlink::tool
