#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/http/client.hpp"
#include "crmlink/testing/fault.hpp"
#include "crmlink/testing/received_request.hpp"

namespace crmlink::testing {

/// How a FaultServer listens.
struct FaultServerOptions {
  FaultServerOptions() = default;

  /// Whether it speaks TLS, with a certificate of an authority that it makes in memory.
  bool tls = false;
  /// The loopback address to listen on: `127.0.0.1`, or `::1` where the machine has it.
  std::string address = "127.0.0.1";
  /// The names and addresses that its certificate is for.
  std::vector<std::string> hosts{"127.0.0.1", "::1", "localhost", "crm.test"};
};

/// A real web server on loopback that misbehaves as it is told: what a CRM, its load balancer or
/// the network between does on a bad day.
///
///     FaultServer crm(Fault::reset);
///     // ... a profile with the URL crm.url("/lookup") ...
///     CHECK(outcome.status() == DataDipStatus::transport);
///
/// Turns are used in order, the last one again and again: those with a fault of a connection by the
/// next connection, all others by the next request. The reply before a connection's turn says
/// `Connection: close`, so that the client comes anew.
///
/// For tests: it has threads of its own, one per connection, with blocking sockets. Nothing in it
/// depends on how fast the machine is: a test waits for what happened. Destroying it closes all
/// connections and ends the threads. Thread-safe.
class CRMLINK_EXPORT FaultServer {
 public:
  /// Chooses a turn for a request; runs on the connection's thread, for one connection at a time. A
  /// turn with a fault of a connection closes that one without a reply.
  using Choose = std::function<Turn(const ReceivedRequest& request)>;

  /// Serves every request, or connection, in the same way. Listens on a port of the system's
  /// choice. These throw std::system_error when they can't listen, and std::invalid_argument for a
  /// script that is empty, that has a fault of TLS without TLS, or Fault::full_backlog behind other
  /// turns.
  explicit FaultServer(Turn turn = Turn(), const FaultServerOptions& options = {});
  /// Serves by a script.
  explicit FaultServer(std::vector<Turn> script, const FaultServerOptions& options = {});
  /// Serves as a function says.
  explicit FaultServer(Choose choose, const FaultServerOptions& options = {});
  FaultServer(const FaultServer&) = delete;
  FaultServer& operator=(const FaultServer&) = delete;
  ~FaultServer();

  std::uint16_t port() const;
  /// Returns the URL of `target` on this server; `host` where a name is meant instead of the
  /// address.
  std::string url(std::string_view target = "/", std::string_view host = {}) const;
  /// Returns the certificate that a client must trust, as PEM; empty without TLS.
  std::string ca_pem() const;
  /// Returns options of a client that trusts this server and nobody else.
  http::ClientOptions client_options() const;

  /// Returns how many connections were accepted so far.
  std::size_t connections() const;
  /// Returns how many connections the client closed before the server did.
  std::size_t departures() const;
  /// Returns the requests that came, in order; one that got an early reply has no body.
  std::vector<ReceivedRequest> requests() const;

  /// Waits until `count` connections were accepted; returns false when that takes over 20 s.
  bool wait_for_connections(std::size_t count) const;
  /// Waits until `count` requests came; returns false when that takes over 20 s.
  bool wait_for_requests(std::size_t count) const;
  /// Waits until the client closed `count` connections; returns false when that takes over 20 s.
  bool wait_for_departures(std::size_t count) const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace crmlink::testing
