#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crmlink/core/config.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/core/secret.hpp"
#include "crmlink/http/message.hpp"
#include "crmlink/http/reply_test.hpp"
#include "crmlink/http/url.hpp"

namespace crmlink::http {

/// How requests prove who sends them. Mutual TLS is TlsOptions' business and goes with any of them.
enum class AuthKind : std::uint8_t {
  none,
  basic,    ///< User name and password (RFC 7617).
  headers,  ///< Any number of fields, such as API keys.
  bearer,   ///< A token that doesn't expire (RFC 6750).
  query,    ///< A key in the URL's query.
  oauth2,   ///< Access tokens that are fetched and renewed (RFC 6749).
};

/// How access tokens are had.
enum class OAuthGrant : std::uint8_t {
  authorization_code,  ///< A person allows it once in a browser; see AuthorizationCode.
  refresh_token,       ///< By a refresh token that the configuration names.
  client_credentials,  ///< By the client's own secret.
};

/// How the client proves who it is to the server that issues tokens (RFC 6749 §2.3.1).
enum class ClientAuthentication : std::uint8_t {
  basic,  ///< By an Authorization field; id and secret are form-encoded first.
  body,   ///< By `client_id` and `client_secret` in the body.
  none,   ///< By nothing but its id, in the body: a public client, which PKCE protects.
};

/// Names and values of parameters of a request.
using AuthParameters = std::vector<std::pair<std::string, std::string>>;

/// OAuth 2.0.
struct OAuthOptions {
  OAuthOptions() = default;

  OAuthGrant grant = OAuthGrant::client_credentials;
  Url authorization_url;  ///< Where a person is sent; for OAuthGrant::authorization_code only.
  Url token_url;          ///< Where tokens are asked for.
  std::string client_id;
  Secret client_secret;  ///< Not for ClientAuthentication::none.
  ClientAuthentication client_authentication = ClientAuthentication::basic;
  std::string scope;  ///< Scopes with spaces between them; empty: the server's default.
  /// Sent to the authorization URL and expected back. Empty, the default: a random one for each
  /// login, as RFC 6749 §10.12 wants it.
  std::string state;
  std::string access_type;  ///< Sent to the authorization URL, `offline` for Google; empty: none.
  std::string
      redirect_url;  ///< Where the server sends the browser afterwards; empty: none is sent.
  /// Whether the redirect URL is part of the authorization request and of the token request.
  bool send_redirect_url = true;
  /// Whether the code is protected against theft by PKCE with S256 (RFC 7636).
  bool pkce = true;
  /// A refresh token to begin with, for when the store has none, or one that is refused.
  Secret refresh_token;
  AuthParameters authorization_parameters;  ///< More for the authorization URL.
  AuthParameters token_parameters;  ///< More for each token request: `audience`, `resource`.
  /// The word before the token in Authorization: `Zoho-oauthtoken` for Zoho.
  std::string scheme = "Bearer";
  /// Which replies say that the access token isn't accepted any more; it is then renewed, and the
  /// request sent once more. Default: status 401.
  ReplyTest unauthorized = ReplyTest::of_statuses({401});

  /// How long before it expires a token is renewed, while it is still used; at most a quarter of
  /// its life. Zero: when it has expired.
  std::chrono::milliseconds skew{std::chrono::minutes(1)};
  /// How long a token lives of which the server doesn't say it, or says nonsense (no number, or
  /// none above zero; others count as at least 1 s, at most 365 days); one that can't be renewed is
  /// then used until it is refused. Zero: until a request wants one, so that each renews it.
  std::chrono::milliseconds default_lifetime{std::chrono::hours(1)};
  /// How long a renewal may take, whoever waits for it. Zero counts as 1 ms.
  std::chrono::milliseconds token_timeout{std::chrono::seconds(10)};
  /// How long after a failed renewal the next one may begin; doubled from failure to failure. Also
  /// the age below which a token that is refused isn't renewed, since a new one wouldn't help.
  /// Zero: at once.
  std::chrono::milliseconds backoff{std::chrono::seconds(1)};
  /// The longest of those waits, and the one after a refusal for good (RFC 6749 §5.2). Zero: none.
  std::chrono::milliseconds max_backoff{std::chrono::seconds(15)};
};

/// How requests are authenticated.
struct AuthOptions {
  AuthOptions() = default;

  AuthKind kind = AuthKind::none;
  /// The origins that get the credential; of each URL only scheme, host and port count. Requests to
  /// others are sent without it. With none, all requests fail with Errc::invalid_configuration.
  std::vector<Url> origins;

  std::string username;              ///< For AuthKind::basic; has no colon.
  Secret password;                   ///< For AuthKind::basic.
  std::vector<SecretField> headers;  ///< For AuthKind::headers.
  Secret token;                      ///< For AuthKind::bearer.
  std::string query_name;            ///< For AuthKind::query.
  Secret query_value;                ///< For AuthKind::query.
  OAuthOptions oauth;                ///< For AuthKind::oauth2.
};

/// Reads an authentication that is part of a larger configuration, such as a CRM's; complaints go
/// to that document, and `object`'s unknown members are rejected. Of use only if the document's
/// finish() succeeds. Reads no secret.
CRMLINK_EXPORT AuthOptions read_auth(ConfigObject& object, const SecretProviders& providers = {});

/// Reads a document whose member `auth` is an authentication; its other members are left alone, for
/// they are the CRM's. schemas/auth.schema.json describes it.
///
/// Fails with Errc::invalid_configuration and all complaints at once; `document` stands before
/// each. Reads no secret. Thread-safe.
CRMLINK_EXPORT Result<AuthOptions> parse_auth(std::string_view json,
                                              const SecretProviders& providers = {},
                                              std::string document = "auth");

/// Returns a kind's name as configurations have it; static storage.
CRMLINK_EXPORT std::string_view to_string(AuthKind kind) noexcept;

}  // namespace crmlink::http
