#include "resilience_stand.hpp"

using namespace crmlink;
using namespace crmlink::http;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

ResilienceOptions retries(unsigned attempts = 3) {
  ResilienceOptions options;
  options.retry.max_attempts = attempts;
  return options;
}

}  // namespace

TEST_CASE("without options a request passes straight through, failures included") {
  ResilienceStand stand;
  stand.inner->respond(503, "busy");
  CHECK(stand.send(get())->status() == 503);
  stand.inner->fail(failed(Errc::connect_failed));
  CHECK(stand.send(get())->error() == Errc::connect_failed);
  CHECK(stand.asked() == 2);
  CHECK(stand.transport->statistics().origins.empty());
}

TEST_CASE("a request that failed is sent again after the back-off, and tells its attempts") {
  ResilienceStand stand(retries());
  stand.inner->fail(failed(Errc::connection_reset, Delivery::maybe_applied));
  stand.inner->respond(503, "");
  stand.inner->respond(200, "at last");
  const auto sent = stand.send(get());
  CHECK(stand.asked() == 1);
  stand.pass(49ms);
  CHECK(stand.asked() == 1);
  stand.pass(1ms);
  CHECK(stand.asked() == 2);
  stand.pass(99ms);
  CHECK(stand.asked() == 2);
  stand.pass(1ms);
  REQUIRE(sent->status() == 200);
  CHECK(sent->diagnostics().attempts == 3);
  CHECK(sent->diagnostics().delivery == Delivery::answered);
  CHECK(sent->diagnostics().elapsed[Phase::queue] == 150ms);
  CHECK(stand.origin().retries == 2);
  CHECK(stand.origin().attempts == 3);
}

TEST_CASE("the last result stands when every attempt failed") {
  ResilienceStand stand(retries());
  stand.inner->fail(failed(Errc::connection_reset, Delivery::maybe_applied));
  stand.inner->fail(failed(Errc::connect_failed));
  stand.inner->respond(503, "still");
  const auto reply = stand.send(get());
  stand.run(*reply);
  CHECK(reply->status() == 503);
  CHECK(reply->diagnostics().attempts == 3);
  // The first attempt may have been applied, and a refusal doesn't settle that.
  CHECK(reply->diagnostics().delivery == Delivery::maybe_applied);

  stand.inner->fail(failed(Errc::connection_reset, Delivery::maybe_applied));
  stand.inner->fail(failed(Errc::connection_reset, Delivery::maybe_applied));
  stand.inner->fail(failed(Errc::connect_failed));
  const auto failure = stand.send(get());
  stand.run(*failure);
  CHECK(failure->error() == Errc::connect_failed);
  CHECK(failure->error().attempts() == 3);
  CHECK(failure->error().delivery() == Delivery::maybe_applied);
  CHECK_THAT(failure->error().message(), !Catch::Contains("planted"));
}

TEST_CASE("a POST is repeated when nothing was sent, when it is repeatable, or when it has a key") {
  ResilienceStand stand(retries(2));
  const auto attempts_of = [&stand](Request request, Error error) {
    const auto before = stand.asked();
    stand.inner->fail(std::move(error));
    stand.inner->respond(200, "");
    const auto sent = stand.send(std::move(request));
    stand.run(*sent);
    const auto attempts = stand.asked() - before;
    if (attempts == 1) stand.run(*stand.send(get()));  // takes the answer that is left
    return attempts;
  };
  const auto broken = failed(Errc::connection_reset, Delivery::maybe_applied);
  CHECK(attempts_of(post(), broken) == 1);
  CHECK(attempts_of(post(), failed(Errc::connect_failed)) == 2);
  auto repeatable = post();
  repeatable.repeatable = true;
  CHECK(attempts_of(repeatable, broken) == 2);
  auto once = get();
  once.repeatable = false;
  CHECK(attempts_of(once, broken) == 1);
  auto keyed = post();
  keyed.idempotency_key = "call-4711";
  CHECK(attempts_of(keyed, broken) == 2);
}

TEST_CASE("an idempotency key goes out with every attempt, the same each time") {
  ResilienceStand stand(retries(2));
  stand.inner->respond(503, "");
  stand.inner->respond(201, "");
  auto request = post();
  request.idempotency_key = "call-4711";
  const auto sent = stand.send(request);
  stand.run(*sent);
  REQUIRE(stand.asked() == 2);
  for (const auto& attempt : stand.inner->requests()) {
    REQUIRE(attempt.fields.size() == 1);
    CHECK(attempt.fields[0].name == "Idempotency-Key");
    CHECK(attempt.fields[0].value == "call-4711");
    CHECK(attempt.repeatable == true);
  }
}

TEST_CASE("an idempotency key goes out even when nothing is configured") {
  ResilienceStand stand;
  stand.inner->respond(201, "");
  auto request = post();
  request.idempotency_key = "call-4711";
  CHECK(stand.send(request)->status() == 201);
  REQUIRE(stand.inner->requests()[0].fields.size() == 1);
}

TEST_CASE("what another attempt can't change isn't repeated") {
  ResilienceStand stand(retries());
  for (const int status : {200, 301, 400, 401, 404, 409, 501}) {
    stand.inner->respond(status, "");
    const auto sent = stand.send(get());
    CHECK(sent->status() == status);
  }
  for (const auto code : {Errc::certificate_rejected, Errc::malformed_response,
                          Errc::body_too_large, Errc::invalid_request, Errc::queue_full}) {
    stand.inner->fail(failed(code));
    CHECK(stand.send(get())->error() == code);
  }
}

TEST_CASE("classes of failure that are switched off aren't repeated") {
  auto options = retries();
  options.retry.on_connect = options.retry.on_reset = options.retry.on_timeout = false;
  options.retry.statuses = {429};
  ResilienceStand stand(options);
  for (const auto code : {Errc::connect_failed, Errc::connection_closed, Errc::wait_timeout}) {
    stand.inner->fail(failed(code));
    CHECK(stand.send(get())->error() == code);
  }
  stand.inner->respond(503, "");
  CHECK(stand.send(get())->status() == 503);
}

TEST_CASE("Retry-After makes the wait longer, in seconds and as a date") {
  ResilienceStand stand(retries(2));
  stand.inner->respond(503, "", {{"Retry-After", "2"}});
  stand.inner->respond(200, "");
  const auto seconds = stand.send(get(), 10s);
  stand.pass(1999ms);
  CHECK_FALSE(seconds->done());
  stand.pass(1ms);
  CHECK(seconds->status() == 200);

  // The fake clock began at 09:00:00, two seconds ago.
  stand.inner->respond(503, "", {{"Retry-After", "Mon, 05 Jan 2026 09:00:05 GMT"}});
  stand.inner->respond(200, "");
  const auto date = stand.send(get(), 10s);
  stand.pass(2999ms);
  CHECK_FALSE(date->done());
  stand.pass(1ms);
  CHECK(date->status() == 200);
}

TEST_CASE("a Retry-After beyond the deadline ends the retries at once, with the reply") {
  ResilienceStand stand(retries());
  stand.inner->respond(503, "later", {{"Retry-After", "5"}});
  CHECK(stand.send(get(), 5s)->status() == 503);
  CHECK(stand.clock->pending() == 0);
}

TEST_CASE("a Retry-After is cut to its limit, and what can't be read is ignored") {
  auto options = retries(2);
  options.retry.retry_after_limit = 1500ms;
  ResilienceStand stand(options);
  stand.inner->respond(503, "", {{"Retry-After", "99999999999999999999"}});
  stand.inner->respond(200, "");
  const auto cut = stand.send(get(), 10s);
  stand.pass(1500ms);
  CHECK(cut->status() == 200);
  stand.inner->respond(503, "", {{"Retry-After", "soon"}});
  stand.inner->respond(200, "");
  const auto unreadable = stand.send(get(), 10s);
  stand.pass(50ms);
  CHECK(unreadable->status() == 200);
}

TEST_CASE("no attempt begins that can't finish before the deadline") {
  ResilienceStand stand(retries(9));
  stand.inner->answer_all([](const Request&) { return Response(503, {}, ""); });
  const auto sent = stand.send(get(), 50ms);  // the back-off alone takes 50
  CHECK(sent->status() == 503);
  CHECK(stand.asked() == 1);
}

TEST_CASE("no attempt begins when even the fastest answers take longer than what is left") {
  ResilienceStand stand(retries(9));
  for (int i = 0; i < 20; ++i) {  // each answer takes 300 ms
    stand.inner->answer([&stand](const Request&) {
      stand.clock->advance(300ms);
      return Response(200, {}, "");
    });
    CHECK(stand.send(get())->status() == 200);
  }
  stand.inner->answer_all([](const Request&) { return Response(503, {}, ""); });
  CHECK(stand.send(get(), 340ms)->status() == 503);
  CHECK(stand.asked() == 21);
  const auto sent = stand.send(get(), 450ms);
  stand.run(*sent);
  CHECK(stand.asked() == 23);
}

TEST_CASE("an attempt limit leaves time for another attempt, unless none may follow") {
  auto options = retries(2);
  options.retry.attempt_limit = 300ms;
  ResilienceStand stand(options);
  stand.inner->hang();
  stand.inner->respond(200, "");
  const auto sent = stand.send(get());
  stand.pass(300ms);
  CHECK(stand.asked() == 1);
  stand.pass(50ms);
  CHECK(sent->status() == 200);
  CHECK(stand.inner->deadlines()[1] - stand.clock->now() == 650ms);

  stand.inner->hang();
  const auto unsafe = stand.send(post());
  stand.pass(999ms);
  CHECK_FALSE(unsafe->done());
  stand.pass(1ms);
  CHECK(unsafe->error() == Errc::wait_timeout);
  CHECK(unsafe->error().delivery() == Delivery::maybe_applied);
}

TEST_CASE("the budget stops retries when everything fails, and fills again") {
  auto options = retries(2);
  options.retry.budget_most = 2;
  options.retry.budget_share = 0.5;
  options.retry.budget_per_second = 0;
  ResilienceStand stand(options);
  stand.inner->answer_all([](const Request&) { return Response(503, {}, ""); });
  for (int i = 0; i < 10; ++i)
    stand.run(*stand.send(get()));
  // Two saved up, a half for each of ten requests, of which the first found the bucket full.
  CHECK(stand.origin().retries == 6);
  CHECK(stand.origin().budget_refused == 4);
  CHECK(stand.origin().budget_left < 1);
  CHECK(stand.asked() == 16);
}

TEST_CASE("one origin's trouble doesn't use up another's budget") {
  auto options = retries(2);
  options.retry.budget_most = 1;
  options.retry.budget_per_second = 0;
  ResilienceStand stand(options);
  stand.inner->answer_all([](const Request&) { return Response(503, {}, ""); });
  for (int i = 0; i < 3; ++i)
    stand.run(*stand.send(get("https://a.example/")));
  stand.run(*stand.send(get("https://b.example/")));
  CHECK(stand.origin(0).budget_refused == 2);
  CHECK(stand.origin(1).retries == 1);
}

TEST_CASE("each retry is a line in the log, without the query") {
  ResilienceStand stand(retries(2));
  stand.inner->respond(503, "");
  stand.inner->respond(200, "");
  stand.run(*stand.send(get()));
  REQUIRE(stand.lines.size() == 1);
  CHECK(stand.lines[0] ==
        "GET https://crm.example/api?…: HTTP status 503 (attempts 1), again in 50 ms");
}

TEST_CASE("a cancelled request isn't tried again, even when its attempt fails at that moment") {
  auto options = retries();
  options.retry.attempt_limit = 300ms;
  ResilienceStand stand(options);
  stand.inner->hang();
  const auto sent = stand.send(get());
  stand.clock->advance(300ms);  // The failure is on its way.
  sent->cancellation.emit(boost::asio::cancellation_type::terminal);
  stand.executor.poll();
  CHECK(sent->error() == Errc::cancelled);
  CHECK(sent->error().delivery() == Delivery::maybe_applied);
  CHECK(stand.asked() == 1);
}
