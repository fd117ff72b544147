#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <string>

#include "call_plan.hpp"
#include "crmlink/http/client.hpp"
#include "support/certificates.hpp"
#include "support/socket.hpp"

namespace crmlink::test::soak {

/// All that the calls go to: the servers of the fault server, choosing by the call's number, and
/// hosts that aren't there.
///
/// In a process of their own: what they hold, and how long they keep a processor or a lock, is none
/// of the client's. Make it before any thread.
class Servers {
 public:
  explicit Servers(std::uint64_t seed);
  Servers(const Servers&) = delete;
  ~Servers();

  std::string origin(Target target) const;
  /// Options that trust these servers and ask their DNS.
  http::ClientOptions client_options() const;

 private:
  struct Ports {
    std::array<std::uint16_t, 7> of_target{};  ///< Indexed by Target.
    std::array<char, 32> dns{};
  };

  /// Serves until the pipe's other end is closed.
  [[noreturn]] void serve(std::uint64_t seed, int out, int until) const;

  CertificateAuthority authority_;
  Ports ports_;
  testing::Descriptor alive_;
  pid_t child_ = -1;
};

}  // namespace crmlink::test::soak
