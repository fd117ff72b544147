#include <string>
#include <vector>

#include "auth_stand.hpp"
#include "crmlink/http/body_source.hpp"
#include "http/request_renderer.hpp"

using namespace crmlink;
using namespace crmlink::http;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

AuthOptions by_refresh() {
  return oauth_options(OAuthGrant::refresh_token);
}

std::vector<std::shared_ptr<AuthSent>> start_many(AuthStand& stand, std::size_t count) {
  std::vector<std::shared_ptr<AuthSent>> all;
  for (std::size_t i = 0; i < count; ++i)
    all.push_back(stand.start());
  return all;
}

}  // namespace

TEST_CASE("the first request fetches a token, those after it use it") {
  AuthStand stand(oauth_options(OAuthGrant::client_credentials));
  CHECK(stand.send()->status() == 200);
  CHECK(stand.send()->status() == 200);
  CHECK(stand.issuer.issued == 1);
  CHECK(stand.issuer.asked == 2);
  CHECK(stand.issuer.forms.front() == "grant_type=client_credentials");
}

TEST_CASE("the client proves itself by Basic, form-encoded first") {
  auto options = oauth_options(OAuthGrant::client_credentials);
  options.oauth.client_id = "a b";
  options.oauth.client_secret = Secret::literal("c:d/e");
  AuthStand stand(options);
  stand.send();
  std::string wire;
  REQUIRE(render_request(stand.inner->requests().front(), RequestDefaults("", false), wire));
  // a+b:c%3Ad%2Fe
  CHECK(wire.find("Authorization: Basic YStiOmMlM0FkJTJGZQ==\r\n") != std::string::npos);
}

TEST_CASE("the client proves itself in the body, or not at all") {
  auto options = oauth_options(OAuthGrant::client_credentials);
  options.oauth.client_authentication = ClientAuthentication::body;
  options.oauth.scope = "read write";
  options.oauth.token_parameters = {{"audience", "crm"}};
  {
    AuthStand stand(options);
    stand.send();
    CHECK(stand.issuer.forms.front() ==
          "grant_type=client_credentials&scope=read+write&audience=crm&client_id=client&"
          "client_secret=s3cret");
  }
  options.oauth.client_authentication = ClientAuthentication::none;
  AuthStand stand(options);
  stand.send();
  CHECK(stand.issuer.forms.front().find("client_secret") == std::string::npos);
}

TEST_CASE("a scheme other than Bearer stands before the token") {
  auto options = oauth_options(OAuthGrant::client_credentials);
  options.oauth.scheme = "Zoho-oauthtoken";
  AuthStand stand(options);
  stand.send();
  std::string wire;
  REQUIRE(render_request(stand.last(), RequestDefaults("", false), wire));
  CHECK(wire.find("Authorization: Zoho-oauthtoken access-") != std::string::npos);
}

TEST_CASE("a token is renewed before it expires, while requests go on with it") {
  AuthStand stand(by_refresh());
  stand.send();
  stand.pass(58min);
  stand.send();
  CHECK(stand.inner->requests().size() == 3);
  stand.pass(1min);
  stand.inner->respond(200, "fine");
  stand.inner->hang();
  CHECK(stand.send()->status() == 200);
  REQUIRE(stand.inner->requests().size() == 5);
  CHECK(stand.last().url == url_of(token_url));
}

TEST_CASE("a week of requests renews a token once for each of its lives") {
  AuthStand stand(by_refresh());
  for (int minute = 0; minute < 7 * 24 * 60; ++minute) {
    if (stand.send()->status() != 200) FAIL("minute " << minute);
    stand.pass(1min);
  }
  // Renewed in the 60th minute of each: a request each minute sees it one minute before the end.
  CHECK(stand.issuer.issued == 7 * 24 * 60 / 59 + 1);
  CHECK(stand.issuer.reused == 0);
  CHECK(stand.issuer.refused <= stand.issuer.issued);
}

TEST_CASE("64 requests at once renew an expired token exactly once") {
  AuthStand stand(by_refresh());
  for (int life = 1; life <= 10; ++life) {
    const auto all = start_many(stand, 64);
    stand.executor.poll();
    for (const auto& sent : all)
      CHECK(sent->status() == 200);
    CHECK(stand.issuer.issued == life);
    CHECK(stand.issuer.reused == 0);
    stand.pass(2h);
  }
}

TEST_CASE("a refused token is renewed once, and what was refused sent once more") {
  AuthStand stand(by_refresh());
  stand.send();
  stand.pass(10s);
  stand.issuer.revoke();
  const auto all = start_many(stand, 64);
  stand.executor.poll();
  for (const auto& sent : all)
    CHECK(sent->status() == 200);
  CHECK(stand.issuer.issued == 2);
  CHECK(stand.issuer.refused == 64);
  const auto& diagnostics = (*all.front()->result)->diagnostics();
  CHECK(diagnostics.attempts == 0);  // The fake transport counts none.
}

TEST_CASE("which replies refuse a token is configured") {
  auto options = by_refresh();
  options.oauth.unauthorized =
      ReplyTest::parse(R"({"statuses": [200], "path": "code", "equals": "INVALID_TOKEN"})").value();
  AuthStand stand(options);
  stand.send();
  stand.pass(10s);
  stand.inner->respond(200, R"({"code": "INVALID_TOKEN"})");
  CHECK(stand.send()->status() == 200);
  CHECK(stand.issuer.issued == 2);
}

TEST_CASE("a refusal of the new token, too, is the reply") {
  AuthStand stand(by_refresh());
  stand.send();
  stand.pass(10s);
  stand.inner->respond(401, "no");
  stand.inner->answer([&](const Request& request) { return stand.issuer.answer(request); });
  stand.inner->respond(401, "not you");
  const auto sent = stand.send();
  CHECK(sent->status() == 401);
  CHECK((*sent->result)->body() == "not you");
  CHECK(stand.issuer.issued == 2);
}

TEST_CASE("a token that is refused as soon as it was issued isn't renewed") {
  AuthStand stand(by_refresh());
  stand.issuer.lifetime = 3600s;
  stand.send();
  for (int i = 0; i < 10; ++i) {
    stand.inner->respond(401, "no");
    CHECK(stand.send()->status() == 401);
  }
  CHECK(stand.issuer.issued == 1);
}

TEST_CASE("a caller who cancels, also the one who began, doesn't stop a renewal") {
  AuthStand stand(by_refresh());
  stand.inner->respond_after(2s, 200, R"({"access_token": "access-0", "expires_in": 60})");
  const auto all = start_many(stand, 8);
  stand.executor.poll();
  CHECK(stand.inner->requests().size() == 1);
  all[0]->cancellation.emit(boost::asio::cancellation_type::terminal);
  all[5]->cancellation.emit(boost::asio::cancellation_type::terminal);
  stand.executor.poll();
  CHECK(all[0]->error() == Errc::cancelled);
  CHECK(all[0]->error().delivery() == Delivery::not_sent);
  CHECK(all[5]->done());
  CHECK_FALSE(all[1]->done());
  stand.inner->answer_all([](const Request& request) {
    return Result<Response>(Response(request.bearer ? 200 : 500, {}, ""));
  });
  stand.pass(2s);
  for (const std::size_t i : {1U, 2U, 3U, 4U, 6U, 7U})
    CHECK(all[i]->status() == 200);
}

TEST_CASE("who comes while a renewal is under way waits for that one") {
  AuthStand stand(by_refresh());
  stand.inner->respond_after(2s, 200, R"({"access_token": "access-0", "expires_in": 60})");
  const auto first = stand.send();
  stand.pass(1s);
  const auto second = stand.send();
  CHECK(stand.inner->requests().size() == 1);
  stand.inner->respond(200, "fine");
  stand.inner->respond(200, "fine");
  stand.pass(1s);
  CHECK(first->status() == 200);
  CHECK(second->status() == 200);
  CHECK(stand.inner->requests().size() == 3);
}

TEST_CASE("a renewal that nobody waits for any more serves the next one") {
  AuthStand stand(by_refresh());
  stand.inner->respond_after(2s, 200, R"({"access_token": "access-0", "expires_in": 60})");
  const auto first = stand.send();
  first->cancellation.emit(boost::asio::cancellation_type::terminal);
  stand.pass(2s);
  stand.inner->respond(200, "fine");
  CHECK(stand.send()->status() == 200);
  CHECK(stand.inner->requests().size() == 2);
}

TEST_CASE("each waits for a token within its own deadline") {
  AuthStand stand(by_refresh());
  stand.inner->hang();
  const auto hasty = stand.start(Request(Method::get, url_of(api_url)), 100ms);
  const auto patient = stand.start(Request(Method::get, url_of(api_url)), 60s);
  stand.executor.poll();
  stand.pass(100ms);
  CHECK(hasty->error() == Errc::queue_timeout);
  CHECK(hasty->error().delivery() == Delivery::not_sent);
  CHECK(hasty->error().message().find("access token") != std::string::npos);
  CHECK_FALSE(patient->done());
  stand.pass(10s);
  CHECK(patient->error().is(Condition::timeout));
}

TEST_CASE("a failed renewal fails all that wait, and is tried again after the back-off only") {
  AuthStand stand(by_refresh());
  stand.inner->respond(503, "<html>overloaded</html>");
  const auto all = start_many(stand, 8);
  stand.executor.poll();
  for (const auto& sent : all) {
    CHECK(sent->error() == Errc::token_unavailable);
    CHECK(sent->error().http_status() == 503);
  }
  CHECK(stand.inner->requests().size() == 1);
  const auto hurried = stand.send()->error();
  CHECK(hurried == Errc::token_unavailable);
  CHECK(hurried.message().find("tried again in 1000 ms") != std::string::npos);
  CHECK(stand.inner->requests().size() == 1);
  stand.pass(1s);
  stand.inner->respond(503, "");
  CHECK(stand.send()->error() == Errc::token_unavailable);
  stand.pass(1s);
  CHECK(stand.send()->error() == Errc::token_unavailable);
  CHECK(stand.inner->requests().size() == 2);
  stand.pass(1s);
  CHECK(stand.send()->status() == 200);
}

TEST_CASE("a renewal that fails in the background costs nobody a request") {
  AuthStand stand(by_refresh());
  stand.send();
  stand.pass(59min + 10s);
  int failures = 0;
  stand.inner->answer_all([&](const Request& request) -> Result<Response> {
    if (request.url == url_of(api_url)) return stand.issuer.answer(request);
    ++failures;
    return Response(500, {}, "");
  });
  for (int second = 0; second < 40; ++second) {
    CHECK(stand.send()->status() == 200);
    stand.pass(1s);
  }
  CHECK(failures > 2);
  CHECK(failures < 10);
}

TEST_CASE("a revoked refresh token fails with words that help") {
  AuthStand stand(by_refresh());
  stand.send();
  stand.issuer.issued += 5;  // Somebody else has used it.
  stand.pass(2h);
  const auto error = stand.send()->error();
  CHECK(error == Errc::token_unavailable);
  CHECK(error.message().find("log in again") != std::string::npos);
  CHECK(error.message().find("invalid_grant") != std::string::npos);
  stand.pass(14s);
  const auto asked = stand.inner->requests().size();
  stand.send();
  CHECK(stand.inner->requests().size() == asked);
}

TEST_CASE("when the stored refresh token is refused the configured one is tried") {
  AuthStand stand(by_refresh());
  stand.send();
  stand.pass(2h);
  stand.issuer.issued = 0;  // The server has gone back to where it began.
  CHECK(stand.send()->status() == 200);
  CHECK(stand.issuer.reused == 1);
}

TEST_CASE("without any token that could be renewed a request fails at once") {
  AuthStand stand(oauth_options(OAuthGrant::authorization_code));
  const auto error = stand.send()->error();
  CHECK(error == Errc::token_unavailable);
  CHECK(error.message().find("log in") != std::string::npos);
  CHECK(stand.inner->requests().empty());
}

TEST_CASE("a body that can't be sent again isn't") {
  AuthStand stand(by_refresh());
  stand.send();
  stand.pass(10s);
  stand.issuer.revoke();
  Request request(Method::post, url_of(api_url));
  request.body_source = std::make_shared<GeneratedBody>(
      [](std::span<char>) -> Result<std::size_t> { return std::size_t{0}; });
  CHECK(stand.send(request)->status() == 401);
  CHECK(stand.issuer.issued == 1);
}

TEST_CASE("a body is sent again with the new token") {
  AuthStand stand(by_refresh());
  stand.send();
  stand.pass(10s);
  stand.issuer.revoke();
  Request request(Method::post, url_of(api_url));
  request.body = "name=Kim";
  CHECK(stand.send(request)->status() == 200);
  CHECK(stand.last().body == "name=Kim");
}

TEST_CASE("a request with an authorization of its own gets no token") {
  AuthStand stand(by_refresh());
  Request request(Method::get, url_of(api_url));
  request.bearer = Secret::literal("own");
  CHECK(stand.send(request)->status() == 401);
  CHECK(stand.issuer.issued == 0);
}

TEST_CASE("destroying the transport cancels those who wait") {
  auto sent = std::shared_ptr<AuthSent>();
  AuthStand stand(by_refresh());
  stand.inner->hang();
  sent = stand.send();
  stand.transport.reset();
  stand.executor.poll();
  CHECK(sent->error() == Errc::cancelled);
  stand.pass(20s);
  CHECK(stand.inner->pending() == 0);
}
