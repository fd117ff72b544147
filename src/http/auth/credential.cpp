#include "http/auth/credential.hpp"

#include <algorithm>
#include <utility>

#include "core/wipe.hpp"
#include "http/base64.hpp"
#include "http/request_renderer.hpp"
#include "text/encode.hpp"

namespace crmlink::http {
namespace {

void add_basic(const AuthOptions& options, Request& request) {
  if (has_authorization(request)) return;
  auto make = [user = options.username, password = options.password]() -> Result<std::string> {
    const auto text = password.resolve();
    if (!text) return text.error();
    return basic_credential(user, text->reveal());
  };
  request.secret_fields.emplace_back("Authorization",
                                     Secret::callback("Basic credential", std::move(make)));
}

void add_fields(const std::vector<SecretField>& fields, Request& request) {
  for (const auto& field : fields)
    if (!has_field(request, field.name)) request.secret_fields.push_back(field);
}

bool has_parameter(std::string_view target, std::string_view encoded_name) {
  const auto start = std::string(encoded_name) + '=';
  return target.find('?' + start) != std::string_view::npos ||
         target.find('&' + start) != std::string_view::npos;
}

// A key in a URL stays readable in memory while the request lives: whoever minds uses a field.
Result<> add_query(const AuthOptions& options, Request& request) {
  std::string name;
  text::encode_url(options.query_name, name);
  const auto& target = request.url.target();
  if (has_parameter(target, name)) return {};
  const auto value = options.query_value.resolve();
  if (!value) return value.error();
  auto text = request.url.to_string();
  text.append(target.find('?') == std::string::npos ? "?" : "&").append(name).append("=");
  text::encode_url(value->reveal(), text);
  auto url = Url::parse(text);
  wipe(text);
  if (!url) return Error(Errc::invalid_request);  // Too long; the detail may hold the key.
  request.url = std::move(*url);
  return {};
}

}  // namespace

bool belongs_to(const std::vector<Url>& origins, const Url& url) noexcept {
  if (url.empty()) return false;
  return std::any_of(origins.begin(), origins.end(), [&](const Url& origin) {
    return !origin.empty() && origin.is_https() == url.is_https() && origin.port() == url.port() &&
           origin.host() == url.host();
  });
}

bool has_authorization(const Request& request) noexcept {
  return static_cast<bool>(request.bearer) || has_field(request, "authorization");
}

Result<> add_credential(const AuthOptions& options, Request& request) {
  switch (options.kind) {
    case AuthKind::basic:
      add_basic(options, request);
      return {};
    case AuthKind::headers:
      add_fields(options.headers, request);
      return {};
    case AuthKind::bearer:
      if (!has_authorization(request)) request.bearer = options.token;
      return {};
    case AuthKind::query:
      return add_query(options, request);
    case AuthKind::none:
    case AuthKind::oauth2:
      break;
  }
  return {};
}

void add_token(const std::string& scheme, const Secret& token, Request& request) {
  if (scheme == "Bearer") {
    request.bearer = token;
    return;
  }
  auto make = [scheme, token]() -> Result<std::string> {
    auto value = scheme + ' ';
    if (const auto appended = token.append_to(value); !appended) return appended.error();
    return value;
  };
  request.secret_fields.emplace_back("Authorization",
                                     Secret::callback("access token", std::move(make)));
}

std::string basic_credential(std::string_view user, std::string_view password) {
  std::string plain;
  plain.reserve(user.size() + password.size() + 1);
  plain.append(user).append(":").append(password);
  auto encoded = to_base64(plain);
  wipe(plain);
  std::string value;
  value.reserve(encoded.size() + 6);
  value.append("Basic ").append(encoded);
  wipe(encoded);
  return value;
}

}  // namespace crmlink::http
