#include "http/auth/auth_secrets.hpp"

namespace crmlink::http {

text::Secrets secrets_of(const AuthOptions& options) {
  switch (options.kind) {
    case AuthKind::none:
      return {};
    case AuthKind::basic:
      return {&options.password};
    case AuthKind::bearer:
      return {&options.token};
    case AuthKind::query:
      return {&options.query_value};
    case AuthKind::headers:
    case AuthKind::oauth2:
      break;
  }
  text::Secrets secrets;
  if (options.kind == AuthKind::headers) {
    for (const auto& header : options.headers)
      secrets.push_back(&header.value);
    return secrets;
  }
  for (const auto* const secret : {&options.oauth.client_secret, &options.oauth.refresh_token})
    if (*secret) secrets.push_back(secret);
  return secrets;
}

}  // namespace crmlink::http
