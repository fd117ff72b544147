#include <string>

#include "auth_stand.hpp"
#include "http/request_renderer.hpp"

using namespace crmlink;
using namespace crmlink::http;
using namespace crmlink::test;

namespace {

std::string wire_of(const Request& request) {
  std::string wire;
  REQUIRE(render_request(request, RequestDefaults("", false), wire));
  return wire;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

AuthOptions basic() {
  auto options = auth_options(AuthKind::basic);
  options.username = "Aladdin";
  options.password = Secret::literal("open sesame");
  return options;
}

AuthOptions query() {
  auto options = auth_options(AuthKind::query);
  options.query_name = "api key";
  options.query_value = Secret::literal("k&y=1");
  return options;
}

}  // namespace

TEST_CASE("without authentication a request goes as it is") {
  AuthStand stand(auth_options(AuthKind::none));
  stand.send();
  CHECK(wire_of(stand.last()) == "GET /accounts?phone=1 HTTP/1.1\r\nHost: crm.example\r\n\r\n");
}

TEST_CASE("Basic authentication joins user name and password") {
  AuthStand stand(basic());
  stand.send();
  CHECK(has(wire_of(stand.last()), "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"));
}

TEST_CASE("any number of fields is added") {
  auto options = auth_options(AuthKind::headers);
  options.headers.emplace_back("X-Api-Key", Secret::literal("k1"));
  options.headers.emplace_back("X-App", Secret::literal("k2"));
  AuthStand stand(options);
  stand.send();
  CHECK(has(wire_of(stand.last()), "X-Api-Key: k1\r\nX-App: k2\r\n"));
}

TEST_CASE("a bearer token is added") {
  auto options = auth_options(AuthKind::bearer);
  options.token = Secret::literal("t0ken");
  AuthStand stand(options);
  stand.send();
  CHECK(has(wire_of(stand.last()), "Authorization: Bearer t0ken\r\n"));
}

TEST_CASE("a key in the query is encoded, and masked where a URL is shown") {
  AuthStand stand(query());
  stand.send();
  CHECK(stand.last().url.target() == "/accounts?phone=1&api%20key=k%26y%3D1");
  CHECK(stand.last().url.masked() == "https://crm.example/accounts?…");
  stand.send(Request(Method::get, url_of("https://crm.example/accounts")));
  CHECK(stand.last().url.target() == "/accounts?api%20key=k%26y%3D1");
}

TEST_CASE("what a request brings by itself wins over the credential") {
  Request request(Method::get, url_of("https://crm.example/?api%20key=own"));
  request.fields.emplace_back("authorization", "Own 1");
  for (const auto& options : {basic(), query()}) {
    AuthStand stand(options);
    stand.send(request);
    CHECK(has(wire_of(stand.last()), "authorization: Own 1\r\n"));
    CHECK_FALSE(has(wire_of(stand.last()), "Basic"));
    CHECK(stand.last().url.target() == "/?api%20key=own");
  }
}

TEST_CASE("another origin gets no credential") {
  for (const auto* url : {"https://files.example/", "http://crm.example/",
                          "https://crm.example:8443/", "https://crm.example.evil.example/"}) {
    CAPTURE(url);
    AuthStand stand(basic());
    stand.send(Request(Method::get, url_of(url)));
    CHECK_FALSE(has(wire_of(stand.last()), "Authorization"));
  }
}

TEST_CASE("an authentication without origins fails every request") {
  auto options = basic();
  options.origins.clear();
  AuthStand stand(options);
  CHECK(stand.send()->error() == Errc::invalid_configuration);
  CHECK(stand.inner->requests().empty());
}

TEST_CASE("an alternative URL that may not get the credential fails the request") {
  AuthStand stand(basic());
  Request request(Method::get, url_of(api_url));
  request.alternatives.push_back(url_of("https://other.example/?key=planted"));
  const auto error = stand.send(request)->error();
  CHECK(error == Errc::invalid_request);
  CHECK_FALSE(has(error.message(), "planted"));
}

TEST_CASE("a secret that can't be had fails the request without a word about others") {
  auto options = query();
  options.query_value =
      Secret::callback("vault", [] { return Result<std::string>(Errc::cancelled); });
  AuthStand stand(options);
  CHECK(stand.send()->error() == Errc::secret_unavailable);
  CHECK(stand.inner->requests().empty());
}
