#include <string>
#include <vector>

#include "crmlink/http/auth_options.hpp"
#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::http;

namespace {

AuthOptions parsed(const std::string& auth) {
  return parse_auth(R"({"endpoints": {}, "auth": )" + auth + "}").value();
}

std::vector<std::string> complaints(const std::string& auth) {
  const auto options = parse_auth(R"({"auth": )" + auth + "}");
  REQUIRE_FALSE(options);
  CHECK(options.error().message().find("planted") == std::string::npos);
  std::vector<std::string> pointers;
  for (const auto& complaint : options.error().complaints())
    pointers.push_back(complaint.pointer);
  return pointers;
}

using Pointers = std::vector<std::string>;

}  // namespace

TEST_CASE("each kind of authentication is read") {
  CHECK(parsed(R"({"kind": "none"})").kind == AuthKind::none);

  const auto basic = parsed(R"({"kind": "basic", "username": "u", "password": "p"})");
  CHECK(basic.kind == AuthKind::basic);
  CHECK(basic.username == "u");
  CHECK(basic.password.resolve()->reveal() == "p");

  const auto headers = parsed(R"({"kind": "headers", "headers": {"X-A": "1", "X-B": {"env": "B"}},
                                  "origins": ["https://crm.example"]})");
  REQUIRE(headers.headers.size() == 2);
  CHECK(headers.headers[1].name == "X-B");
  CHECK(headers.headers[1].value.describe() == "environment variable B");
  CHECK(headers.origins.front().host() == "crm.example");

  CHECK(parsed(R"({"kind": "bearer", "token": "t"})").token);
  const auto query = parsed(R"({"kind": "query", "name": "key", "value": "v"})");
  CHECK(query.query_name == "key");
  CHECK(query.query_value);
}

TEST_CASE("OAuth is read with the names of the source") {
  const auto oauth = parsed(R"({
    "kind": "oauth2", "grant": "authorization_code",
    "authorization_url": "https://id.example/authorize", "token_url": "https://id.example/token",
    "client_id": "c", "client_secret": "s", "client_authentication": "body", "scope": "a b",
    "state": "st", "access_type": "offline", "redirect_url": "http://127.0.0.1:8080/callback",
    "send_redirect_url": false, "pkce": false, "refresh_token": "r", "scheme": "Zoho-oauthtoken",
    "authorization_parameters": {"prompt": "consent"}, "token_parameters": {"audience": "x"},
    "unauthorized": [{"statuses": [401, 403]}, {"body_contains": "INVALID_TOKEN"}],
    "skew_ms": 1000, "default_lifetime_ms": 2000, "token_timeout_ms": 3000, "backoff_ms": 4000,
    "max_backoff_ms": 5000})")
                         .oauth;
  CHECK(oauth.grant == OAuthGrant::authorization_code);
  CHECK(oauth.authorization_url.target() == "/authorize");
  CHECK(oauth.token_url.target() == "/token");
  CHECK(oauth.client_authentication == ClientAuthentication::body);
  CHECK(oauth.state == "st");
  CHECK(oauth.access_type == "offline");
  CHECK_FALSE(oauth.send_redirect_url);
  CHECK_FALSE(oauth.pkce);
  CHECK(oauth.refresh_token);
  CHECK(oauth.scheme == "Zoho-oauthtoken");
  CHECK(oauth.authorization_parameters.front().second == "consent");
  CHECK(oauth.token_parameters.front().first == "audience");
  CHECK(oauth.unauthorized.holds(Response(403, {}, "")));
  CHECK(oauth.unauthorized.holds(Response(200, {}, "INVALID_TOKEN")));
  CHECK(oauth.skew.count() == 1000);
  CHECK(oauth.default_lifetime.count() == 2000);
  CHECK(oauth.token_timeout.count() == 3000);
  CHECK(oauth.backoff.count() == 4000);
  CHECK(oauth.max_backoff.count() == 5000);
}

TEST_CASE("what OAuth doesn't mention keeps its default") {
  const auto oauth = parsed(R"({"kind": "oauth2", "grant": "client_credentials", "client_id": "c",
                                "token_url": "https://id.example/", "client_secret": "s"})")
                         .oauth;
  CHECK(oauth.client_authentication == ClientAuthentication::basic);
  CHECK(oauth.pkce);
  CHECK(oauth.send_redirect_url);
  CHECK(oauth.unauthorized.holds(Response(401, {}, "")));
  CHECK_FALSE(oauth.unauthorized.holds(Response(403, {}, "")));
  CHECK(oauth.skew == std::chrono::minutes(1));
}

TEST_CASE("a wrong authentication gets all complaints at once") {
  CHECK(complaints(R"({"kind": "bsic", "password": "planted"})") == Pointers{"/auth/kind"});
  CHECK(complaints(R"({"kind": "basic", "username": "a:b", "password": ["planted"],
                       "origins": ["ftp://x"], "x": 1})") ==
        Pointers{"/auth/username", "/auth/password", "/auth/origins/0", "/auth/x"});
  CHECK(complaints(R"({"kind": "headers", "headers": {"Host": "planted", "X Y": "planted"}})") ==
        Pointers{"/auth/headers/Host", "/auth/headers/X Y"});
  CHECK(complaints(R"({"kind": "oauth2"})") ==
        Pointers{"/auth/grant", "/auth/token_url", "/auth/client_id", "/auth/client_secret"});
  CHECK(complaints(R"({"kind": "oauth2", "grant": "authorization_code", "client_id": "c",
                       "token_url": "https://id.example/", "client_authentication": "none",
                       "redirect_url": "app:back", "scheme": "two words", "skew_ms": -1})") ==
        Pointers{"/auth/authorization_url", "/auth/redirect_url", "/auth/scheme", "/auth/skew_ms"});
}

TEST_CASE("a refresh token is wanted by its grant, a secret by the client's own") {
  CHECK(complaints(R"({"kind": "oauth2", "grant": "refresh_token", "client_id": "c",
                       "token_url": "https://id.example/", "client_secret": "s"})") ==
        Pointers{"/auth/refresh_token"});
  CHECK(complaints(R"({"kind": "oauth2", "grant": "client_credentials", "client_id": "c",
                       "token_url": "https://id.example/", "client_authentication": "none"})") ==
        Pointers{"/auth/client_authentication"});
}

TEST_CASE("credentials go without TLS only within the machine, or where that is asked for") {
  const std::string basic = R"("kind": "basic", "username": "u", "password": "p")";
  CHECK(complaints("{" + basic + R"(, "origins": ["http://crm.example"]})") ==
        Pointers{"/auth/origins/0"});
  CHECK(parsed("{" + basic + R"(, "origins": ["http://127.0.0.1:1"]})").origins.size() == 1);
  CHECK(parsed("{" + basic + R"(, "origins": ["http://crm.example"], "allow_insecure": true})")
            .origins.size() == 1);
}

TEST_CASE("a document without an authentication is wrong") {
  CHECK_FALSE(parse_auth("{}"));
  CHECK_FALSE(parse_auth(R"({"auth": []})"));
  CHECK(parse_auth(R"({"auth": {"kind": "none"}, "other": 1})"));
}
