#pragma once

#include <cstdint>

#include "crmlink/http/auth_options.hpp"
#include "crmlink/http/token_store.hpp"

namespace crmlink::http {

/// Why the server gave no token, as far as that matters for what is done next.
enum class TokenRefusal : std::uint8_t {
  none,     ///< It gave one, or failed: try again later.
  grant,    ///< The code or the refresh token is of no use any more.
  lasting,  ///< Nothing will change until the configuration does.
};

/// What came of a request for a token.
struct TokenReply {
  explicit TokenReply(OAuthToken value) : token(std::move(value)) {}
  explicit TokenReply(Error error, TokenRefusal why = TokenRefusal::none)
      : token(std::move(error)), refusal(why) {}

  Result<OAuthToken> token;  ///< Fails with Errc::token_unavailable.
  TokenRefusal refusal = TokenRefusal::none;
};

/// Reads the reply to a request for a token (RFC 6749 §5), without I/O; the token expires at
/// `now` plus `expires_in`. A refresh token that it doesn't mention stays `kept`.
TokenReply read_token_reply(const Response& response, const OAuthOptions& options,
                            const Secret& kept, OAuthToken::WallTime now);

}  // namespace crmlink::http
