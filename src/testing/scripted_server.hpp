#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/testing/certificates.hpp"
#include "testing/conversation.hpp"

namespace crmlink::testing {

/// What a server does with one connection.
using Script = std::function<void(Conversation&)>;

/// Makes a script that answers each request with `reply` until the client leaves.
Script answer_with(std::string reply);

/// Renders a reply with Content-Length; `fields` are whole lines with their CR LF.
std::string make_reply(int status, std::string_view body, std::string_view fields = {});

/// How a ScriptedServer listens.
struct ServerOptions {
  std::optional<Certificate> certificate = {};  ///< Speaks TLS with it; none: plain.
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< Zero: of the system's choice.
  bool old_tls = false;    ///< Speaks nothing newer than TLS 1.1.
  bool tls_1_2 = false;    ///< Speaks nothing newer than TLS 1.2.
  std::string alpn = {};   ///< Answers with this protocol whatever a client offers; empty: none.
  /// Wants a certificate from the client that this authority vouches for, as PEM; empty: none.
  std::string client_authority = {};
};

/// A real server on loopback, which runs a script for each connection, each on its own thread.
///
/// Deterministic: a test waits for what happened, never for time. The waits return false when it
/// doesn't happen for very long, so that a broken test ends.
class ScriptedServer {
 public:
  /// Listens on a port of the system's choice. The n-th connection gets the n-th script, later ones
  /// the last.
  explicit ScriptedServer(std::vector<Script> scripts, ServerOptions options = {});
  explicit ScriptedServer(Script script, ServerOptions options = {});
  ScriptedServer(const ScriptedServer&) = delete;
  ~ScriptedServer();

  std::uint16_t port() const;
  /// Returns the URL of `target` on this server; `host` where the address isn't meant.
  std::string url(std::string_view target = "/", std::string_view host = {}) const;

  /// Returns how many connections were accepted.
  std::size_t connections() const;
  /// Returns how many connections the client closed, or broke, before the script ended.
  std::size_t departures() const;
  /// Returns the requests that came whole, in the order in which they did.
  std::vector<ReceivedRequest> requests() const;

  /// Returns the names that clients asked for in their handshakes; empty where one named none.
  std::vector<std::string> server_names() const;

  bool wait_for_connections(std::size_t count) const;
  bool wait_for_departures(std::size_t count) const;
  bool wait_for_requests(std::size_t count) const;
  /// Waits until `count` scripts have ended, and their sockets are closed.
  bool wait_for_ends(std::size_t count) const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace crmlink::testing
