#include "trusted_roots.hpp"

#include <ostream>
#include <utility>

#include "terminal_text.hpp"

namespace crmlink::tool {

bool trust(const std::string& ca_file, http::ClientOptions& client, Console& console) {
  if (ca_file.empty()) return true;
  http::TlsOptions options;
  options.ca_file = ca_file;
  auto identity = http::TlsIdentity::load(options);
  if (identity)
    client.tls = std::move(*identity);
  else
    console.err << "crmlink: --ca: " << printable(identity.error().message()) << '\n';
  return identity.has_value();
}

}  // namespace crmlink::tool
