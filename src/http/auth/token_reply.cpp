#include "http/auth/token_reply.hpp"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "core/json_reader.hpp"
#include "core/wiping_resource.hpp"
#include "text/names.hpp"

namespace crmlink::http {
namespace {

namespace json = boost::json;
using std::chrono::seconds;

constexpr std::size_t max_token_size = std::size_t{64} * 1024;
constexpr seconds shortest_lifetime{1};
constexpr seconds longest_lifetime{std::chrono::hours(24 * 365)};

std::string_view text_of(const json::object& object, std::string_view name) noexcept {
  const auto* const value = object.if_contains(name);
  const auto* const text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view() : std::string_view(text->data(), text->size());
}

/// An error of RFC 6749 §5.2: what it means to the one who reads the log.
struct KnownError {
  std::string_view name;
  TokenRefusal refusal;
  std::string_view meaning;
};

constexpr std::array<KnownError, 6> known_errors{
    {{"invalid_grant", TokenRefusal::grant,
      "the code or refresh token has expired, was used before, or was revoked: log in again"},
     {"invalid_client", TokenRefusal::lasting,
      "the server doesn't accept client_id and client_secret; see client_authentication, too"},
     {"unauthorized_client", TokenRefusal::lasting, "the client may not use this grant"},
     {"unsupported_grant_type", TokenRefusal::lasting, "the server doesn't know this grant"},
     {"invalid_scope", TokenRefusal::lasting, "the server doesn't grant this scope"},
     {"invalid_request", TokenRefusal::none, "the server misses something in the request"}}};

ErrorInfo failure(const Response& response, const OAuthOptions& options, std::string detail) {
  ErrorInfo info(Errc::token_unavailable);
  info.where = "POST " + options.token_url.masked();
  info.detail = "status " + std::to_string(response.status()) + ": " + std::move(detail);
  info.http_status = response.status();
  info.phase = Phase::parse;
  return info;
}

TokenReply unusable(const Response& response, const OAuthOptions& options, std::string detail) {
  return TokenReply(Error(failure(response, options, std::move(detail))));
}

// What the server calls its error goes into the detail only when the standard knows it.
TokenReply refused(const Response& response, const OAuthOptions& options,
                   const json::object& reply) {
  const auto name = text_of(reply, "error");
  const auto* const known =
      std::find_if(known_errors.begin(), known_errors.end(),
                   [name](const KnownError& one) { return one.name == name; });
  const bool found = known != known_errors.end();
  auto info = failure(response, options,
                      found ? std::string(name) + ": " + std::string(known->meaning)
                            : std::string("the server reports an error"));
  info.server_text = std::string(name) + ": " + std::string(text_of(reply, "error_description"));
  return TokenReply(std::move(info), found ? known->refusal : TokenRefusal::none);
}

// RFC 6750 §2.1 has fewer characters; what servers use beyond them does no harm in a field.
bool is_token(std::string_view text) noexcept {
  return !text.empty() && text.size() <= max_token_size &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

/// Returns how many seconds `expires_in` says; some servers write it as a text.
std::optional<double> seconds_of(const json::value* value) {
  if (value == nullptr) return std::nullopt;
  if (value->is_number()) return value->to_number<double>();
  const auto* const text = value->if_string();
  double number = 0;
  if (text == nullptr) return std::nullopt;
  const auto* const end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, number);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(number) : std::nullopt;
}

std::optional<std::chrono::milliseconds> lifetime_of(const json::object& reply) {
  const auto told = seconds_of(reply.if_contains("expires_in"));
  if (!told || !(*told > 0)) return std::nullopt;  // Also for what isn't a number.
  const auto least = static_cast<double>(shortest_lifetime.count());
  const auto most = static_cast<double>(longest_lifetime.count());
  const auto bounded = std::clamp(*told, least, most);
  return std::chrono::milliseconds(static_cast<std::int64_t>(bounded * 1000));
}

OAuthToken read_token(const json::object& reply, const OAuthOptions& options, const Secret& kept,
                      OAuthToken::WallTime now) {
  OAuthToken token;
  token.access_token = Secret::literal(std::string(text_of(reply, "access_token")));
  const auto refresh = text_of(reply, "refresh_token");
  token.refresh_token = refresh.empty() ? kept : Secret::literal(std::string(refresh));
  const bool renewable = token.refresh_token || options.grant != OAuthGrant::authorization_code;
  if (const auto lifetime = lifetime_of(reply))
    token.expires_at = now + *lifetime;
  else if (renewable)
    token.expires_at = now + options.default_lifetime;
  return token;
}

}  // namespace

TokenReply read_token_reply(const Response& response, const OAuthOptions& options,
                            const Secret& kept, OAuthToken::WallTime now) {
  // Not what a server that is in trouble says beside it: that may be a page of a proxy's.
  const auto value = read_json(response.body(), JsonLimits(), make_wiping_storage());
  const auto* const reply = value ? value->if_object() : nullptr;
  if (reply != nullptr && reply->contains("error")) return refused(response, options, *reply);
  if (!response.ok()) return unusable(response, options, "no token");
  if (reply == nullptr) return unusable(response, options, "the reply isn't a JSON object");
  if (!is_token(text_of(*reply, "access_token")))
    return unusable(response, options, "no usable access_token in the reply");
  const auto type = text_of(*reply, "token_type");
  if (!type.empty() && !text::same_name(type, "bearer") && !text::same_name(type, options.scheme))
    return unusable(response, options, "token_type is neither Bearer nor the configured scheme");
  return TokenReply(read_token(*reply, options, kept, now));
}

}  // namespace crmlink::http
