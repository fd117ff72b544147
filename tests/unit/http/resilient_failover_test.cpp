#include "resilience_stand.hpp"

using namespace crmlink;
using namespace crmlink::http;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

Request with_alternatives(Request request) {
  request.alternatives = {Url::parse("https://second.example/x").value(),
                          Url::parse("https://third.example/y").value()};
  return request;
}

}  // namespace

TEST_CASE("alternative URLs are tried in order, at once, without anything being configured") {
  ResilienceStand stand;
  stand.inner->fail(failed(Errc::connect_failed));
  stand.inner->respond(503, "");
  stand.inner->respond(200, "third");
  auto request = with_alternatives(get());
  request.bearer = Secret::literal("token");
  const auto sent = stand.send(request);
  CHECK(sent->status() == 200);
  CHECK(sent->diagnostics().attempts == 3);
  const auto& asked = stand.inner->requests();
  REQUIRE(asked.size() == 3);
  CHECK(asked[0].url.host() == "crm.example");
  CHECK(asked[1].url.host() == "second.example");
  CHECK(asked[2].url.to_string() == "https://third.example/y");
  CHECK(asked[2].bearer);
  CHECK(asked[2].alternatives.empty());
  CHECK(stand.origin(1).origin == "https://second.example:443");
  CHECK(stand.origin(1).failovers == 1);
  CHECK(stand.lines[0] ==
        "GET https://crm.example/api?…: connecting failed (attempts 1), trying "
        "https://second.example/x");
}

TEST_CASE("an alternative isn't asked when the first may have applied the request") {
  ResilienceStand stand;
  stand.inner->fail(failed(Errc::connection_reset, Delivery::maybe_applied));
  CHECK(stand.send(with_alternatives(post()))->error() == Errc::connection_reset);
  stand.inner->respond(503, "");
  CHECK(stand.send(with_alternatives(post()))->status() == 503);
  CHECK(stand.asked() == 2);
}

TEST_CASE("an answer that isn't a failure of the server ends the search") {
  ResilienceStand stand;
  stand.inner->respond(404, "");
  CHECK(stand.send(with_alternatives(get()))->status() == 404);
  CHECK(stand.asked() == 1);
}

TEST_CASE("an open breaker sends a POST to the alternative, for nothing was sent") {
  ResilienceOptions options;
  options.breaker.consecutive_failures = 1;
  ResilienceStand stand(options);
  stand.inner->respond(500, "");
  CHECK(stand.send(post())->status() == 500);
  stand.inner->respond(200, "");
  const auto sent = stand.send(with_alternatives(post()));
  CHECK(sent->status() == 200);
  CHECK(sent->diagnostics().attempts == 1);
  CHECK(stand.inner->requests()[1].url.host() == "second.example");
}

TEST_CASE("when every URL has failed, the retries begin at the first again") {
  ResilienceOptions options;
  options.retry.max_attempts = 2;
  ResilienceStand stand(options);
  for (int i = 0; i < 3; ++i)
    stand.inner->fail(failed(Errc::connect_failed));
  stand.inner->respond(200, "");
  const auto sent = stand.send(with_alternatives(post()));
  CHECK(stand.asked() == 3);
  stand.run(*sent);
  CHECK(sent->status() == 200);
  CHECK(sent->diagnostics().attempts == 4);
  CHECK(stand.inner->requests()[3].url.host() == "crm.example");
}

TEST_CASE("an attempt limit leaves a silent server for the alternative") {
  ResilienceOptions options;
  options.retry.attempt_limit = 300ms;
  ResilienceStand stand(options);
  stand.inner->hang();
  stand.inner->respond(200, "");
  const auto sent = stand.send(with_alternatives(get()));
  stand.pass(300ms);
  CHECK(sent->status() == 200);
}

TEST_CASE("when all are refused, the error names the last one") {
  ResilienceOptions options;
  options.breaker.consecutive_failures = 1;
  ResilienceStand stand(options);
  for (const auto* url : {crm_url, "https://second.example/", "https://third.example/"}) {
    stand.inner->respond(500, "");
    stand.send(get(url));
  }
  const auto sent = stand.send(with_alternatives(get()));
  CHECK(sent->error() == Errc::breaker_open);
  CHECK(sent->error().where() == "GET https://third.example/y");
  CHECK(stand.asked() == 3);
}

TEST_CASE("credentials don't go from https to an http alternative") {
  ResilienceStand stand;
  auto request = get();
  request.alternatives = {Url::parse("http://second.example/").value()};
  const auto refused = stand.send(request);
  CHECK(refused->error() == Errc::invalid_request);
  CHECK_THAT(refused->error().message(),
             Catch::Contains("http://second.example/ isn't https") && !Catch::Contains("planted"));
  CHECK(stand.asked() == 0);

  stand.inner->fail(failed(Errc::connect_failed));
  stand.inner->respond(200, "");
  request.alternatives = {Url::parse("http://127.0.0.1:8080/").value()};
  CHECK(stand.send(request)->status() == 200);
}
