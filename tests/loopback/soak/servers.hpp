#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "call_plan.hpp"
#include "crmlink/http/client.hpp"
#include "support/dns_server.hpp"
#include "support/scripted_server.hpp"

namespace crmlink::test::soak {

/// All that the calls go to: the servers of the fault server, choosing by the call's number, and
/// hosts that aren't there.
class Servers {
 public:
  explicit Servers(std::uint64_t seed);

  std::string origin(Target target) const;
  /// Options that trust these servers and ask their DNS.
  http::ClientOptions client_options() const;
  std::size_t connections() const { return plain_.connections() + tls_.connections(); }

 private:
  CertificateAuthority authority_;
  ScriptedServer plain_;
  ScriptedServer tls_;
  DnsServer dns_;
  HangingPort full_;
  RefusingPort refusing_;
};

}  // namespace crmlink::test::soak
