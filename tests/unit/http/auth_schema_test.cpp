#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fstream>
#include <iterator>
#include <string>

#include "crmlink/http/auth_options.hpp"
#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::http;
namespace json = boost::json;

namespace {

const json::object& properties() {
  static const auto schema = [] {
    std::ifstream file(std::string(CRMLINK_SCHEMAS) + "/auth.schema.json");
    return json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  }();
  return schema.at_pointer("/definitions/auth/properties").as_object();
}

/// The least authentication of each kind.
json::object least(std::string_view kind) {
  auto object = json::parse(R"({
    "none": {}, "basic": {"username": "u", "password": "p"}, "headers": {"headers": {}},
    "bearer": {"token": "t"}, "query": {"name": "n", "value": "v"},
    "oauth2": {"grant": "authorization_code", "authorization_url": "https://id.example/",
               "token_url": "https://id.example/", "client_id": "c", "client_secret": "s"}})")
                    .at(kind)
                    .as_object();
  object["kind"] = kind;
  return object;
}

Result<AuthOptions> read(const json::object& auth) {
  json::object document;
  document["auth"] = auth;
  return parse_auth(json::serialize(document));
}

bool is_known(std::string_view kind, std::string_view name) {
  auto auth = least(kind);
  auth[name] = nullptr;
  const auto options = read(auth);
  if (options) return true;
  const auto error = options.error();
  return std::none_of(error.complaints().begin(), error.complaints().end(),
                      [](const auto& one) { return one.problem == "unknown key"; });
}

/// The kinds that a member's description names; all when it names none.
bool belongs_to(const json::object& property, std::string_view kind) {
  const std::string text(property.at("description").as_string());
  if (!text.starts_with("For ")) return true;
  return text.starts_with("For " + std::string(kind));
}

std::int64_t milliseconds(std::string_view name, const OAuthOptions& oauth) {
  if (name == "skew_ms") return oauth.skew.count();
  if (name == "default_lifetime_ms") return oauth.default_lifetime.count();
  if (name == "token_timeout_ms") return oauth.token_timeout.count();
  if (name == "backoff_ms") return oauth.backoff.count();
  return oauth.max_backoff.count();
}

}  // namespace

TEST_CASE("each kind of authentication knows the members that the schema gives it, and no other") {
  for (const auto& kind : properties().at("kind").at("enum").as_array()) {
    const std::string name(kind.as_string());
    REQUIRE(read(least(name)));
    CHECK_FALSE(is_known(name, "no_such_name"));
    for (const auto& [member, property] : properties()) {
      CAPTURE(name, std::string(member));
      CHECK(is_known(name, member) == belongs_to(property.as_object(), name));
    }
  }
}

TEST_CASE("the schema's bounds and defaults of an authentication are the reader's") {
  const auto defaults = read(least("oauth2"))->oauth;
  for (const auto& [member, property] : properties()) {
    if (!property.as_object().contains("minimum")) continue;
    CAPTURE(std::string(member));
    const auto fits = [name = std::string(member)](std::int64_t value) {
      auto auth = least("oauth2");
      auth[name] = value;
      return read(auth).has_value();
    };
    const auto least_value = property.at("minimum").to_number<std::int64_t>();
    const auto most = property.at("maximum").to_number<std::int64_t>();
    CHECK(fits(least_value));
    CHECK(fits(most));
    CHECK_FALSE(fits(least_value - 1));
    CHECK_FALSE(fits(most + 1));
    CHECK(property.at("default") == milliseconds(member, defaults));
  }
}
