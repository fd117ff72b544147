#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "crmlink/core/result.hpp"
#include "crmlink/core/secret.hpp"
#include "crmlink/http/auth_options.hpp"

namespace crmlink::http {

/// The parameters that make a grant; a value is a secret where it stands in the second list.
struct TokenGrant {
  explicit TokenGrant(std::string_view type) { plain.emplace_back("grant_type", type); }

  AuthParameters plain;
  std::vector<std::pair<std::string, Secret>> secret;
};

/// Returns the grant by the client's own secret (RFC 6749 §4.4.2).
TokenGrant client_credentials_grant(const OAuthOptions& options);
/// Returns the grant by a refresh token (RFC 6749 §6).
TokenGrant refresh_grant(const Secret& refresh_token);

/// Returns the request for a token: the grant, the configured parameters, and the client's
/// authentication. Fails with Errc::secret_unavailable.
Result<Request> make_token_request(const OAuthOptions& options, const TokenGrant& grant);

}  // namespace crmlink::http
