#include "http/auth/token_request.hpp"

#include "core/wipe.hpp"
#include "http/auth/credential.hpp"
#include "text/encode.hpp"

namespace crmlink::http {
namespace {

/// Nearly every form fits, so that none of its secrets stays behind where it grew.
constexpr std::size_t usual_size = 4096;

void append_form(std::string& form, std::string_view name, std::string_view value) {
  std::string pair(form.empty() ? "" : "&");
  text::encode_form(name, pair);
  pair += '=';
  text::encode_form(value, pair);
  append_wiping(form, pair);
  wipe(pair);
}

Result<> append_form(std::string& form, std::string_view name, const Secret& value) {
  const auto text = value.resolve();
  if (!text) return text.error();
  append_form(form, name, text->reveal());
  return {};
}

// RFC 6749 §2.3.1: both are form-encoded before they are joined.
Result<std::string> client_basic(const std::string& id, const Secret& secret) {
  const auto text = secret.resolve();
  if (!text) return text.error();
  std::string user;
  std::string password;
  text::encode_form(id, user);
  text::encode_form(text->reveal(), password);
  auto value = basic_credential(user, password);
  wipe(password);
  return value;
}

Result<> add_client(const OAuthOptions& options, Request& request) {
  if (options.client_authentication == ClientAuthentication::basic) {
    auto make = [id = options.client_id, secret = options.client_secret] {
      return client_basic(id, secret);
    };
    request.secret_fields.emplace_back("Authorization",
                                       Secret::callback("client secret", std::move(make)));
    return {};
  }
  append_form(request.body, "client_id", options.client_id);
  if (options.client_authentication == ClientAuthentication::none) return {};
  return append_form(request.body, "client_secret", options.client_secret);
}

}  // namespace

TokenGrant client_credentials_grant(const OAuthOptions& options) {
  TokenGrant grant("client_credentials");
  if (!options.scope.empty()) grant.plain.emplace_back("scope", options.scope);
  return grant;
}

// Without a scope: the server then keeps the one that was granted.
TokenGrant refresh_grant(const Secret& refresh_token) {
  TokenGrant grant("refresh_token");
  grant.secret.emplace_back("refresh_token", refresh_token);
  return grant;
}

Result<Request> make_token_request(const OAuthOptions& options, const TokenGrant& grant) {
  Request request(Method::post, options.token_url);
  request.fields.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  request.fields.emplace_back("Accept", "application/json");
  request.max_redirects = 0;
  request.body.reserve(usual_size);
  for (const auto& [name, value] : grant.plain)
    append_form(request.body, name, value);
  for (const auto& [name, value] : options.token_parameters)
    append_form(request.body, name, value);
  for (const auto& [name, value] : grant.secret)
    if (const auto added = append_form(request.body, name, value); !added) return added.error();
  if (const auto added = add_client(options, request); !added) return added.error();
  return request;
}

}  // namespace crmlink::http
