#include <vector>

#include "http/resilience/circuit_breaker.hpp"
#include "resilience_stand.hpp"

using namespace crmlink;
using namespace crmlink::http;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

/// A breaker and its own time.
struct BreakerScene {
  explicit BreakerScene(const BreakerOptions& options) : breaker(options) {}

  bool attempt(Verdict verdict) {
    const auto pass = breaker.enter(now);
    if (pass) static_cast<void>(breaker.leave(*pass, verdict, now));
    return pass.has_value();
  }
  BreakerState state() const { return breaker.state(now); }

  CircuitBreaker breaker;
  SteadyTime now = SteadyTime{} + 1000h;
};

BreakerOptions after(unsigned consecutive_failures) {
  BreakerOptions options;
  options.consecutive_failures = consecutive_failures;
  return options;
}

BreakerOptions half_failed() {
  BreakerOptions options;
  options.failure_share = 0.5;
  options.minimum_attempts = 4;
  return options;
}

ResilienceOptions breaker_options() {
  ResilienceOptions options;
  options.breaker = after(2);
  return options;
}

}  // namespace

TEST_CASE("a breaker without options never opens") {
  BreakerScene scene{BreakerOptions()};
  for (int i = 0; i < 1000; ++i)
    CHECK(scene.attempt(Verdict::failure));
}

TEST_CASE("failures in a row open a breaker; a success between them starts anew") {
  BreakerScene scene(after(3));
  for (const auto verdict :
       {Verdict::failure, Verdict::failure, Verdict::success, Verdict::failure, Verdict::neutral})
    CHECK(scene.attempt(verdict));
  CHECK(scene.attempt(Verdict::failure));
  CHECK(scene.state() == BreakerState::closed);
  CHECK(scene.attempt(Verdict::failure));
  CHECK(scene.state() == BreakerState::open);
  CHECK_FALSE(scene.attempt(Verdict::success));
}

TEST_CASE("a share of failures opens a breaker, once there are enough attempts") {
  BreakerScene scene(half_failed());
  CHECK(scene.attempt(Verdict::failure));
  CHECK(scene.attempt(Verdict::success));
  CHECK(scene.attempt(Verdict::failure));
  CHECK(scene.state() == BreakerState::closed);
  CHECK(scene.attempt(Verdict::failure));
  CHECK(scene.state() == BreakerState::open);
}

TEST_CASE("what is older than the window doesn't count") {
  BreakerScene scene(half_failed());
  for (int i = 0; i < 3; ++i)
    CHECK(scene.attempt(Verdict::failure));
  scene.now += 11s;
  CHECK(scene.attempt(Verdict::failure));
  CHECK(scene.state() == BreakerState::closed);
  scene.now += 5s;
  for (int i = 0; i < 3; ++i)
    CHECK(scene.attempt(Verdict::failure));
  CHECK(scene.state() == BreakerState::open);
}

TEST_CASE(
    "after its open time a breaker lets so many probes through, and closes by their success") {
  auto options = after(1);
  options.probes = 2;
  BreakerScene scene(options);
  CHECK(scene.attempt(Verdict::failure));
  scene.now += 4999ms;
  CHECK_FALSE(scene.breaker.enter(scene.now));
  scene.now += 1ms;
  CHECK(scene.state() == BreakerState::half_open);
  const auto first = scene.breaker.enter(scene.now);
  const auto second = scene.breaker.enter(scene.now);
  REQUIRE(first);
  REQUIRE(second);
  CHECK_FALSE(scene.breaker.enter(scene.now));
  CHECK_FALSE(scene.breaker.leave(*first, Verdict::success, scene.now));
  CHECK(scene.state() == BreakerState::half_open);
  CHECK_FALSE(scene.breaker.enter(scene.now));
  CHECK_FALSE(scene.breaker.leave(*second, Verdict::success, scene.now));
  CHECK(scene.state() == BreakerState::closed);
}

TEST_CASE(
    "a probe that fails opens the breaker again; one that says nothing makes room for another") {
  BreakerScene scene(after(1));
  CHECK(scene.attempt(Verdict::failure));
  scene.now += 5s;
  CHECK(scene.attempt(Verdict::neutral));
  CHECK(scene.attempt(Verdict::failure));
  CHECK(scene.state() == BreakerState::open);
  scene.now += 5s;
  CHECK(scene.attempt(Verdict::success));
  CHECK(scene.state() == BreakerState::closed);
}

TEST_CASE("what began before the breaker opened says nothing about the probes") {
  BreakerScene scene(after(1));
  const auto slow = scene.breaker.enter(scene.now);
  REQUIRE(slow);
  CHECK(scene.attempt(Verdict::failure));
  scene.now += 5s;
  const auto probe = scene.breaker.enter(scene.now);
  REQUIRE(probe);
  CHECK_FALSE(scene.breaker.leave(*slow, Verdict::success, scene.now));
  CHECK(scene.state() == BreakerState::half_open);
  CHECK_FALSE(scene.breaker.enter(scene.now));
}

TEST_CASE("an open breaker refuses at once, as overload, and says for how long") {
  ResilienceStand stand(breaker_options());
  for (int i = 0; i < 2; ++i) {
    stand.inner->respond(500, "");
    CHECK(stand.send(get())->status() == 500);
  }
  stand.pass(1s);
  const auto refused = stand.send(get());
  CHECK(refused->error() == Errc::breaker_open);
  CHECK(refused->error().is(Condition::overload));
  CHECK(refused->error().attempts() == 0);
  CHECK(refused->error().delivery() == Delivery::not_sent);
  CHECK(refused->error().message() ==
        "GET https://crm.example/api?…: not asked: the server failed too often: for 4000 ms more");
  CHECK(stand.asked() == 2);
  CHECK(stand.origin().breaker == BreakerState::open);
  CHECK(stand.origin().breaker_opened == 1);
  CHECK(stand.origin().breaker_refused == 1);
  REQUIRE(stand.lines.size() == 1);
  CHECK(stand.lines[0] == "https://crm.example:443: left alone for 5000 ms, it failed too often");
}

TEST_CASE("an open breaker probes after its time, and another origin isn't concerned") {
  ResilienceStand stand(breaker_options());
  for (int i = 0; i < 2; ++i) {
    stand.inner->fail(failed(Errc::connect_failed));
    stand.send(get());
  }
  stand.inner->respond(200, "");
  CHECK(stand.send(get("https://other.example/"))->status() == 200);
  stand.pass(5s);
  CHECK(stand.origin().breaker == BreakerState::half_open);
  stand.inner->hang();
  const auto probe = stand.send(get());
  CHECK(stand.send(get())->error() == Errc::breaker_open);
  stand.pass(1s);
  CHECK(probe->error() == Errc::wait_timeout);
  CHECK(stand.origin().breaker == BreakerState::open);
  stand.pass(5s);
  stand.inner->respond(204, "");
  CHECK(stand.send(get())->status() == 204);
  CHECK(stand.origin().breaker == BreakerState::closed);
}

TEST_CASE("a probe that is cancelled makes room for another") {
  ResilienceStand stand(breaker_options());
  for (int i = 0; i < 2; ++i) {
    stand.inner->fail(failed(Errc::connect_failed));
    stand.send(get());
  }
  stand.pass(5s);
  stand.inner->hang();
  const auto probe = stand.send(get());
  probe->cancellation.emit(boost::asio::cancellation_type::terminal);
  stand.executor.poll();
  CHECK(probe->error() == Errc::cancelled);
  stand.inner->respond(200, "");
  CHECK(stand.send(get())->status() == 200);
}

TEST_CASE("what fails on our side or by the caller doesn't open a breaker") {
  ResilienceStand stand(breaker_options());
  for (const auto code : {Errc::queue_full, Errc::queue_timeout, Errc::invalid_request,
                          Errc::secret_unavailable, Errc::cancelled}) {
    stand.inner->fail(failed(code));
    CHECK(stand.send(get())->error() == code);
  }
  for (const int status : {400, 404, 429, 501}) {
    stand.inner->respond(status, "");
    CHECK(stand.send(get())->status() == status);
  }
  CHECK(stand.origin().breaker == BreakerState::closed);
  CHECK(stand.origin().failures == 0);
}

TEST_CASE("a retry that finds the breaker open gives back what the last attempt said") {
  auto options = breaker_options();
  options.retry.max_attempts = 5;
  ResilienceStand stand(options);
  stand.inner->answer_all([](const Request&) { return Response(503, {}, "busy"); });
  const auto sent = stand.send(get());
  stand.run(*sent);
  CHECK(sent->status() == 503);
  CHECK(stand.asked() == 2);
}
