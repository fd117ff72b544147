#pragma once

#include <list>
#include <memory>
#include <mutex>

#include "crmlink/http/authenticated_transport.hpp"
#include "http/auth/token_keeper.hpp"

namespace crmlink::http {

class AuthenticatedSend;

/// What all requests of an AuthenticatedTransport share. Thread-safe.
class AuthState {
 public:
  AuthState(std::shared_ptr<Transport> inner, AuthServices services, AuthOptions options);

  const AuthOptions& options() const noexcept { return options_; }
  const boost::asio::any_io_executor& executor() const noexcept { return services_.executor; }
  Clock& clock() const noexcept { return *services_.clock; }
  /// Returns where requests go; null when closed.
  std::shared_ptr<Transport> inner() const;
  /// Null without OAuth.
  const std::shared_ptr<TokenKeeper>& keeper() const noexcept { return keeper_; }

  /// Returns whether a request is to get the credential.
  bool concerns(const Request& request) const noexcept;
  /// Fails when a request that is to get it may go where it must not.
  Result<> check(const Request& request) const;

  using Member = std::list<std::shared_ptr<AuthenticatedSend>>::iterator;
  /// Owns a request while it is under way.
  Member add(std::shared_ptr<AuthenticatedSend> request);
  void remove(Member member);
  /// Cancels what is under way and lets go of it, and of the inner transport: each may own the
  /// other by a handler, and the executor may go before it has run that.
  void close();

 private:
  const AuthServices services_;
  const AuthOptions options_;
  std::shared_ptr<TokenKeeper> keeper_;

  mutable std::mutex mutex_;
  std::shared_ptr<Transport> inner_;
  std::list<std::shared_ptr<AuthenticatedSend>> under_way_;
};

}  // namespace crmlink::http
