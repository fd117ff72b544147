#include <chrono>
#include <string>

#include "auth_stand.hpp"
#include "http/auth/token_reply.hpp"

using namespace crmlink;
using namespace crmlink::http;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

const OAuthToken::WallTime now{std::chrono::hours(500000)};

TokenReply reply_to(int status, std::string body,
                    OAuthGrant grant = OAuthGrant::client_credentials) {
  return read_token_reply(Response(status, {}, std::move(body)), oauth_options(grant).oauth,
                          Secret(), now);
}

std::chrono::milliseconds lifetime(const std::string& expires_in) {
  const auto reply = reply_to(200, R"({"access_token": "a")" + expires_in + "}");
  return std::chrono::duration_cast<std::chrono::milliseconds>(*reply.token->expires_at - now);
}

}  // namespace

TEST_CASE("a token's life is what the server says") {
  CHECK(lifetime(R"(, "expires_in": 3599)") == 3599s);
  CHECK(lifetime(R"(, "expires_in": "3599")") == 3599s);
  CHECK(lifetime(R"(, "expires_in": 12.5)") == 12500ms);
}

TEST_CASE("a life that can't be is replaced or bounded") {
  for (const auto* nonsense :
       {"", R"(, "expires_in": 0)", R"(, "expires_in": -5)", R"(, "expires_in": "soon")",
        R"(, "expires_in": "nan")", R"(, "expires_in": null)", R"(, "expires_in": [1])",
        R"(, "expires_in": "")"}) {
    CAPTURE(nonsense);
    CHECK(lifetime(nonsense) == 1h);
  }
  CHECK(lifetime(R"(, "expires_in": 1e300)") == 24h * 365);
  CHECK(lifetime(R"(, "expires_in": 99999999999999999999)") == 24h * 365);
  CHECK(lifetime(R"(, "expires_in": 0.001)") == 1s);
}

TEST_CASE("a token that can't be renewed and has no life told is used until it is refused") {
  const auto body = R"({"access_token": "a"})";
  CHECK_FALSE(reply_to(200, body, OAuthGrant::authorization_code).token->expires_at);
  const auto renewable = R"({"access_token": "a", "refresh_token": "r"})";
  CHECK(reply_to(200, renewable, OAuthGrant::authorization_code).token->expires_at);
}

TEST_CASE("a refresh token that isn't replaced stays") {
  const auto options = oauth_options(OAuthGrant::refresh_token).oauth;
  const auto kept = read_token_reply(Response(200, {}, R"({"access_token": "a"})"), options,
                                     Secret::literal("old"), now);
  CHECK(kept.token->refresh_token.resolve()->reveal() == "old");
  const auto rotated =
      read_token_reply(Response(200, {}, R"({"access_token": "a", "refresh_token": "new"})"),
                       options, Secret::literal("old"), now);
  CHECK(rotated.token->refresh_token.resolve()->reveal() == "new");
}

TEST_CASE("what isn't a token is told by its status, without the text") {
  for (const auto* body :
       {"", "<html>planted</html>", "[]", "{}", R"({"access_token": ""})", R"({"access_token": 5})",
        R"({"access_token": "a b"})", R"({"access_token": "a\r\nX: y"})",
        R"({"access_token": "a", "token_type": "mac"})", R"({"access_token": "planted)"}) {
    CAPTURE(body);
    const auto reply = reply_to(200, body);
    REQUIRE_FALSE(reply.token);
    CHECK(reply.refusal == TokenRefusal::none);
    CHECK(reply.token.error() == Errc::token_unavailable);
    CHECK(reply.token.error().message().find("planted") == std::string::npos);
    CHECK(reply.token.error().where() == "POST https://id.example/token");
  }
}

TEST_CASE("the type of a token may be missing, and has no letter case") {
  for (const auto* body :
       {R"({"access_token": "a"})", R"({"access_token": "a", "token_type": "bearer"})",
        R"({"access_token": "a", "token_type": "Bearer"})"})
    CHECK(reply_to(200, body).token);
}

TEST_CASE("an error of the standard is explained, the server's own words are kept apart") {
  const auto reply = reply_to(400, R"({"error": "invalid_client", "error_description": "planted )" +
                                       std::string(500, 'x') + "\"}");
  const auto error = reply.token.error();
  CHECK(reply.refusal == TokenRefusal::lasting);
  CHECK(error.message().find("client_secret") != std::string::npos);
  CHECK(error.message().find("planted") == std::string::npos);
  CHECK(error.server_text().starts_with("invalid_client: planted"));
  CHECK(error.server_text().size() <= Error::max_server_text);

  CHECK(reply_to(400, R"({"error": "invalid_grant"})").refusal == TokenRefusal::grant);
  CHECK(reply_to(200, R"({"error": "planted"})").token.error().message().find("planted") ==
        std::string::npos);
  CHECK(reply_to(429, R"({"error": {"code": 7}})").refusal == TokenRefusal::none);
}
