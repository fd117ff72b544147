#include "http/auth/token_text.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>

#include "core/json_reader.hpp"
#include "core/wipe.hpp"
#include "core/wiping_resource.hpp"
#include "text/encode.hpp"

namespace crmlink::http {
namespace {

using std::chrono::seconds;

/// Until the year 9999: what lies beyond would overflow a clock.
constexpr std::int64_t last_second = 253402300799;

Result<> append_member(std::string& text, std::string_view name, const Secret& value) {
  const auto secret = value.resolve();
  if (!secret) return secret.error();
  std::string member;
  member.reserve(secret->reveal().size() * 2 + 32);
  member.append(text.size() > 1 ? ",\n " : "\n ").append("\"").append(name).append("\": \"");
  text::encode_json(secret->reveal(), member);
  member += '"';
  append_wiping(text, member);
  wipe(member);
  return {};
}

Secret secret_at(const boost::json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  const auto* const text = value == nullptr ? nullptr : value->if_string();
  if (text == nullptr || text->empty()) return {};
  return Secret::literal(std::string(text->data(), text->size()));
}

}  // namespace

Result<std::string> write_token_text(const OAuthToken& token) {
  std::string text = "{";
  if (const auto added = append_member(text, "access_token", token.access_token); !added)
    return added.error();
  if (token.refresh_token) {
    if (const auto added = append_member(text, "refresh_token", token.refresh_token); !added)
      return added.error();
  }
  if (token.expires_at) {
    const auto since = std::chrono::floor<seconds>(token.expires_at->time_since_epoch());
    append_wiping(text, ",\n \"expires_at\": " + std::to_string(since.count()));
  }
  append_wiping(text, "\n}\n");
  return text;
}

std::optional<OAuthToken> read_token_text(std::string_view text) {
  const auto value = read_json(text, JsonLimits(), make_wiping_storage());
  const auto* const object = value ? value->if_object() : nullptr;
  if (object == nullptr) return std::nullopt;
  OAuthToken token;
  token.access_token = secret_at(*object, "access_token");
  token.refresh_token = secret_at(*object, "refresh_token");
  if (!token.access_token) return std::nullopt;
  if (const auto* const expiry = object->if_contains("expires_at")) {
    const auto* const at = expiry->if_int64();
    if (at == nullptr || *at < 0 || *at > last_second) return std::nullopt;
    // Beyond what the clock's own unit can hold counts as the last moment that it can.
    using WallTime = OAuthToken::WallTime;
    const auto most = std::chrono::floor<seconds>(WallTime::max().time_since_epoch());
    token.expires_at = WallTime(std::min(seconds(*at), most));
  }
  return token;
}

}  // namespace crmlink::http
