#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <memory>

#include "core/completion.hpp"
#include "crmlink/http/authorization_code.hpp"
#include "http/auth/token_request.hpp"
#include "http/resilience/strand.hpp"

namespace crmlink::http {

/// Exchanges a code for a token and saves that. Lives on a strand of its own and keeps itself
/// alive.
class CodeExchange : public std::enable_shared_from_this<CodeExchange> {
 public:
  CodeExchange(const OAuthOptions& options, const AuthServices& services,
               AuthorizationCode::FinishHandler handler);

  /// Call it inside the initiating function.
  void start(Transport& transport, const TokenGrant& grant, Transport::Deadline deadline);
  /// Completes without an exchange.
  void finish(Result<OAuthToken> result);

 private:
  void on_reply(const Result<Response>& result);
  void save(OAuthToken token);

  const OAuthOptions options_;
  const AuthServices services_;
  Strand strand_;
  Completion<Result<OAuthToken>> completion_;
  boost::asio::cancellation_signal cancellation_;
};

}  // namespace crmlink::http
