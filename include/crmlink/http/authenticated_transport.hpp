#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <utility>

#include "crmlink/core/clock.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/core/logger.hpp"
#include "crmlink/http/auth_options.hpp"
#include "crmlink/http/token_store.hpp"
#include "crmlink/http/transport.hpp"

namespace crmlink::http {

/// What an AuthenticatedTransport needs from its host.
struct AuthServices {
  /// Names where the transport works; the clock is the real one.
  explicit AuthServices(boost::asio::any_io_executor on) : executor(std::move(on)) {}

  boost::asio::any_io_executor executor;  ///< Must stay usable until the last handler has run.
  std::shared_ptr<Clock> clock;           ///< Empty: the real one, on `executor`.
  std::shared_ptr<TokenStore> store;      ///< Keeps OAuth tokens; empty: in memory.
  Logger logger;  ///< Receives a line for each renewal and each that failed; silent.
};

/// A transport on a transport that adds the credential to each request.
///
/// Only requests to AuthOptions::origins get it; one that brings the same field by itself keeps
/// that. Put it above a ResilientTransport, so that each attempt of that one is complete, and let
/// all users of a credential share one object: of OAuth tokens, the server may accept only the
/// latest.
///
/// OAuth: a token is renewed before it expires, in the background, and after a reply that
/// OAuthOptions::unauthorized describes; the request is then sent once more, for it was refused.
/// (Not when its body can't be repeated.) One renewal at a time: all others wait for it, each
/// within its own deadline, and go on whoever of them is cancelled. A renewal that fails, fails all
/// that wait, and those that come within the back-off. A refresh token that the server has replaced
/// is saved before it is used.
///
/// Errors of its own, the request not having been applied: Errc::token_unavailable,
/// Errc::secret_unavailable, Errc::queue_timeout (the deadline passed while waiting for a token),
/// Errc::invalid_configuration, what the token's request or its store failed with, and
/// Errc::invalid_request for alternatives that may not see the credential.
///
/// Thread-safe. Destroying it cancels what is under way, but for requests without OAuth; the
/// handlers still run, with Errc::cancelled. A renewal under way goes on while the inner transport
/// lives, for its token may be the only one.
class CRMLINK_EXPORT AuthenticatedTransport : public Transport {
 public:
  /// Makes a transport that sends through `inner`, which may serve others too; token requests go
  /// there as well.
  AuthenticatedTransport(std::shared_ptr<Transport> inner, AuthServices services,
                         AuthOptions options);
  ~AuthenticatedTransport() override;
  AuthenticatedTransport(const AuthenticatedTransport&) = delete;
  AuthenticatedTransport& operator=(const AuthenticatedTransport&) = delete;

  void prepare(const Url& url) override;

 protected:
  void start_send(Request request, Deadline deadline, SendHandler handler) override;

 private:
  std::shared_ptr<class AuthState> state_;
};

}  // namespace crmlink::http
