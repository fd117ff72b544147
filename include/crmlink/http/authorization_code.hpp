#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/core/secret.hpp"
#include "crmlink/http/auth_options.hpp"
#include "crmlink/http/authenticated_transport.hpp"
#include "crmlink/http/token_store.hpp"
#include "crmlink/http/transport.hpp"

namespace crmlink::http {

/// One login by a person in a browser: RFC 6749 §4.1, with PKCE (RFC 7636).
///
///     auto login = AuthorizationCode::begin(options.oauth, services);
///     // open login->url(); the browser comes back to the redirect URL with a query
///     login->async_finish(transport, query, deadline, handler);
///
/// What it gets goes into AuthServices::store, where an AuthenticatedTransport finds it. A cheap
/// handle; thread-safe.
class CRMLINK_EXPORT AuthorizationCode {
 public:
  using FinishHandler = boost::asio::any_completion_handler<void(Result<OAuthToken>)>;

  /// Makes a state and a verifier that nobody can guess. Fails with Errc::invalid_configuration
  /// when the options are for another grant or miss a URL.
  static Result<AuthorizationCode> begin(OAuthOptions options, AuthServices services);

  AuthorizationCode(const AuthorizationCode&) noexcept;
  AuthorizationCode& operator=(const AuthorizationCode&) noexcept;
  ~AuthorizationCode();

  /// Returns the URL to open in a browser. Holds no secret; valid as long as this object.
  const std::string& url() const noexcept;

  /// Checks what the browser brought to the redirect URL, a query with or without what stands
  /// before its `?`, and returns the code.
  ///
  /// Fails with Errc::invalid_argument when the state isn't ours (somebody else's page may have
  /// sent the browser: go on waiting) or the query has no code, and with Errc::token_unavailable
  /// when the server says that the person or it refused; Error::server_text() has its words.
  Result<Secret> read_callback(std::string_view target) const;

  /// Checks like read_callback(), exchanges the code through `transport` and saves the token.
  ///
  /// Handler: `void(Result<OAuthToken>)`, on its associated executor or else on the services',
  /// exactly once, never inside this call. Cancellation: terminal; the code may have been used up
  /// then. Errors: those of read_callback(), of Transport::async_send and of the store, and
  /// Errc::token_unavailable. `transport` need live during this call only.
  template <
      boost::asio::completion_token_for<void(Result<OAuthToken>)> Token = boost::asio::deferred_t>
  auto async_finish(Transport& transport, std::string target, Transport::Deadline deadline,
                    Token&& token = Token{}) {
    return boost::asio::async_initiate<Token, void(Result<OAuthToken>)>(
        [](auto handler, AuthorizationCode self, Transport* through, const std::string& came,
           Transport::Deadline at) { self.start_finish(*through, came, at, std::move(handler)); },
        token, *this, &transport, std::move(target), deadline);
  }

 private:
  struct State;
  explicit AuthorizationCode(std::shared_ptr<const State> state) noexcept;
  void start_finish(Transport& transport, std::string_view target, Transport::Deadline deadline,
                    FinishHandler handler) const;
  std::shared_ptr<const State> state_;
};

}  // namespace crmlink::http
