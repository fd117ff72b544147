#include <string>

#include "auth_stand.hpp"
#include "crmlink/http/authorization_code.hpp"
#include "http/auth/pkce.hpp"

using namespace crmlink;
using namespace crmlink::http;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

OAuthOptions code_options() {
  auto options = oauth_options(OAuthGrant::authorization_code).oauth;
  options.authorization_url = url_of("https://id.example/authorize?tenant=1");
  options.redirect_url = "http://127.0.0.1:8080/callback";
  options.scope = "read write";
  return options;
}

/// A login on a fake transport.
struct LoginStand {
  explicit LoginStand(const OAuthOptions& options = code_options()) {
    services.clock = clock;
    services.store = store;
    login.emplace(AuthorizationCode::begin(options, services).value());
  }

  /// Returns a parameter of the URL, encoded.
  std::string sent(const std::string& name) const {
    const auto& url = login->url();
    const auto at = url.find('&' + name + '=');
    if (at == std::string::npos) return {};
    const auto begin = at + name.size() + 2;
    return url.substr(begin, url.find('&', begin) - begin);
  }
  std::string callback() const { return "/callback?code=c%2F1&state=" + sent("state"); }

  Result<OAuthToken> finish(const std::string& target) {
    std::optional<Result<OAuthToken>> result;
    login->async_finish(transport, target, clock->now() + 5s,
                        [&](Result<OAuthToken> finished) { result = std::move(finished); });
    CHECK_FALSE(result);
    executor.poll();
    REQUIRE(result);
    return *result;
  }
  std::optional<OAuthToken> stored() {
    std::optional<OAuthToken> token;
    store->async_load([&](TokenStore::Loaded loaded) { token = loaded.value(); });
    executor.poll();
    return token;
  }

  TestExecutor executor;
  std::shared_ptr<testing::FakeClock> clock =
      std::make_shared<testing::FakeClock>(executor.context().get_executor());
  testing::FakeTransport transport{executor.context().get_executor(), clock};
  std::shared_ptr<MemoryTokenStore> store = std::make_shared<MemoryTokenStore>(executor.get());
  AuthServices services{executor.get()};
  std::optional<AuthorizationCode> login;
};

std::string value_of(const Secret& secret) {
  return std::string(secret.resolve()->reveal());
}

}  // namespace

TEST_CASE("the challenge of a verifier is that of the standard's example") {
  // RFC 7636, appendix B.
  CHECK(code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") ==
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST_CASE("random texts differ, and are long enough for a verifier") {
  CHECK(random_text() != random_text());
  CHECK(random_text()->size() == 43);
}

TEST_CASE("the authorization URL has what the configuration says") {
  auto options = code_options();
  options.access_type = "offline";
  options.authorization_parameters = {{"prompt", "consent"}};
  const LoginStand stand(options);
  CHECK(stand.login->url().starts_with("https://id.example/authorize?tenant=1&response_type=code"));
  CHECK(stand.sent("client_id") == "client");
  CHECK(stand.sent("redirect_uri") == "http%3A%2F%2F127.0.0.1%3A8080%2Fcallback");
  CHECK(stand.sent("scope") == "read%20write");
  CHECK(stand.sent("access_type") == "offline");
  CHECK(stand.sent("prompt") == "consent");
  CHECK(stand.sent("state").size() == 43);
  CHECK(stand.sent("code_challenge").size() == 43);
  CHECK(stand.sent("code_challenge_method") == "S256");
  CHECK(stand.login->url().find("s3cret") == std::string::npos);
}

TEST_CASE("state, PKCE and redirect URL can be configured away") {
  auto options = code_options();
  options.state = "fixed";
  options.pkce = false;
  options.send_redirect_url = false;
  LoginStand stand(options);
  CHECK(stand.sent("state") == "fixed");
  CHECK(stand.sent("code_challenge").empty());
  CHECK(stand.sent("redirect_uri").empty());
  stand.transport.respond(200, R"({"access_token": "a"})");
  REQUIRE(stand.finish(stand.callback()));
  const auto& form = stand.transport.requests().front().body;
  CHECK(form == "grant_type=authorization_code&code=c%2F1");
}

TEST_CASE("a code is exchanged for a token, which is saved") {
  LoginStand stand;
  stand.transport.respond(200, R"({"access_token": "a", "refresh_token": "r", "expires_in": 60})");
  const auto token = stand.finish(stand.callback());
  REQUIRE(token);
  CHECK(value_of(token->access_token) == "a");
  CHECK(value_of(stand.stored()->refresh_token) == "r");
  const auto& form = stand.transport.requests().front().body;
  CHECK(form.starts_with("grant_type=authorization_code&redirect_uri="));
  CHECK(form.find("&code=c%2F1&code_verifier=") != std::string::npos);
  const auto verifier = form.substr(form.rfind('=') + 1);
  CHECK(code_challenge(verifier) == stand.sent("code_challenge"));
}

TEST_CASE("a callback with another state exchanges nothing") {
  LoginStand stand;
  for (const auto* target : {"/callback?code=c&state=planted", "/callback?code=c", "", "?", "%zz",
                             "/callback?code=a&code=b&state=x"}) {
    CAPTURE(target);
    const auto result = stand.finish(target);
    REQUIRE_FALSE(result);
    CHECK(result.error() == Errc::invalid_argument);
    CHECK(result.error().message().find("planted") == std::string::npos);
  }
  CHECK(stand.finish("?state=" + stand.sent("state")).error() == Errc::invalid_argument);
  CHECK(
      stand.finish("?state=" + stand.sent("state") + "&code=" + std::string(20000, 'x')).error() ==
      Errc::invalid_argument);
  CHECK(stand.transport.requests().empty());
}

TEST_CASE("a person who refuses is told from a server that does") {
  LoginStand stand;
  const auto state = "&state=" + stand.sent("state");
  const auto denied = stand.finish("?error=access_denied&error_description=pl%0Aanted" + state);
  REQUIRE_FALSE(denied);
  CHECK(denied.error() == Errc::token_unavailable);
  CHECK(denied.error().detail() == "access was denied");
  CHECK(denied.error().server_text() == "access_denied: pl anted");
  CHECK(stand.finish("?error=planted" + state).error().message().find("planted") ==
        std::string::npos);
}

TEST_CASE("an exchange that fails saves nothing") {
  LoginStand stand;
  stand.transport.respond(400, R"({"error": "invalid_grant"})");
  const auto refused = stand.finish(stand.callback());
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == Errc::token_unavailable);
  CHECK_FALSE(stand.stored());
}

TEST_CASE("a login needs its grant and its URLs") {
  TestExecutor executor;
  auto options = code_options();
  options.grant = OAuthGrant::client_credentials;
  CHECK(AuthorizationCode::begin(options, AuthServices(executor.get())).error() ==
        Errc::invalid_configuration);
  options = code_options();
  options.authorization_url = Url();
  CHECK(AuthorizationCode::begin(options, AuthServices(executor.get())).error() ==
        Errc::invalid_configuration);
}
