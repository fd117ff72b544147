#include "crmlink/http/body_sink.hpp"
#include "crmlink/http/body_source.hpp"
#include "http/resilience/latency_window.hpp"
#include "resilience_stand.hpp"

using namespace crmlink;
using namespace crmlink::http;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

ResilienceOptions hedging() {
  ResilienceOptions options;
  options.hedge.percentile = 95;
  options.hedge.minimum_samples = 10;
  options.hedge.minimum_delay = 100ms;
  options.hedge.max_share = 0.5;
  return options;
}

/// Answers ten requests at once, so that there is a percentile.
void warm_up(ResilienceStand& stand) {
  for (int i = 0; i < 10; ++i) {
    stand.inner->respond(200, "");
    CHECK(stand.send(get())->status() == 200);
  }
}

}  // namespace

TEST_CASE("a percentile is at most an eighth too high") {
  LatencyWindow window;
  CHECK(window.percentile(95).count() == 0);
  for (int i = 1; i <= 100; ++i)
    window.add(std::chrono::milliseconds(i));
  for (const int percent : {1, 50, 95, 100}) {
    const auto value = window.percentile(percent);
    INFO(percent);
    CHECK(value >= std::chrono::milliseconds(percent));
    CHECK(value <= std::chrono::microseconds(1125 * percent));
  }
}

TEST_CASE("a window of latencies forgets what is old, and takes any value") {
  LatencyWindow window;
  window.add(-1s);
  window.add(100h);
  CHECK(window.percentile(1) == 0us);
  CHECK(window.percentile(100) > 200s);
  for (int i = 0; i < 1000; ++i)
    window.add(1s);
  for (int i = 0; i < 20000; ++i)
    window.add(1ms);
  CHECK(window.size() <= 1024);
  CHECK(window.percentile(99) < 2ms);
}

TEST_CASE("a slow request is sent a second time, and the first answer wins") {
  ResilienceStand stand(hedging());
  warm_up(stand);
  stand.inner->hang();
  stand.inner->respond(200, "copy");
  const auto sent = stand.send(get());
  stand.pass(99ms);
  CHECK(stand.asked() == 11);
  stand.pass(1ms);
  CHECK(stand.asked() == 12);
  REQUIRE(sent->status() == 200);
  CHECK(sent->diagnostics().attempts == 2);
  CHECK(stand.inner->pending() == 0);  // the slow one was cancelled
  CHECK(stand.origin().hedges == 1);
  CHECK(stand.origin().hedges_won == 1);
  CHECK(stand.origin().lanes[0].under_way == 0);
  CHECK(stand.origin().failures == 0);
}

TEST_CASE("an answer in time leaves neither a copy nor a timer") {
  ResilienceStand stand(hedging());
  warm_up(stand);
  stand.inner->respond(200, "");
  CHECK(stand.send(get())->status() == 200);
  CHECK(stand.clock->pending() == 0);
  CHECK(stand.origin().hedges == 0);
}

TEST_CASE("what may not be repeated isn't hedged, nor what there are too few answers for") {
  ResilienceStand stand(hedging());
  stand.inner->hang();
  const auto early = stand.send(get());
  stand.pass(1s);
  CHECK(early->error() == Errc::wait_timeout);
  warm_up(stand);
  stand.inner->hang();
  const auto unsafe = stand.send(post());
  stand.pass(1s);
  CHECK(unsafe->error() == Errc::wait_timeout);
  CHECK(stand.asked() == 12);
}

TEST_CASE("hedging stays a share of the requests") {
  auto options = hedging();
  options.hedge.max_share = 0.1;
  ResilienceStand stand(options);
  warm_up(stand);
  for (int i = 0; i < 40; ++i) {
    stand.inner->hang();
    stand.inner->hang();
    const auto sent = stand.send(get());
    stand.run(*sent);
    // Without a copy one silence is left in the queue.
    if (stand.asked() % 2 == 1) stand.run(*stand.send(post()));
  }
  // Five saved up, and a tenth of some fifty requests.
  CHECK(stand.origin().hedges >= 8);
  CHECK(stand.origin().hedges <= 10);
}

TEST_CASE("a copy that fails leaves the first one its time, and the other way round") {
  ResilienceStand stand(hedging());
  warm_up(stand);
  stand.inner->hang();
  stand.inner->fail(failed(Errc::connect_failed));
  const auto sent = stand.send(get());
  stand.pass(100ms);
  CHECK_FALSE(sent->done());
  stand.pass(900ms);
  CHECK(sent->error() == Errc::wait_timeout);
  CHECK(sent->error().attempts() == 2);
  CHECK(sent->error().delivery() == Delivery::maybe_applied);
}

TEST_CASE("cancelling a hedged request cancels both") {
  ResilienceStand stand(hedging());
  warm_up(stand);
  stand.inner->hang();
  stand.inner->hang();
  const auto sent = stand.send(get());
  stand.pass(100ms);
  CHECK(stand.inner->pending() == 2);
  sent->cancellation.emit(boost::asio::cancellation_type::terminal);
  stand.executor.poll();
  CHECK(sent->error() == Errc::cancelled);
  CHECK(sent->error().delivery() == Delivery::maybe_applied);
  CHECK(stand.inner->pending() == 0);
}

TEST_CASE("what has a source or a sink is never sent twice at once") {
  ResilienceStand stand(hedging());
  warm_up(stand);
  auto request = get();
  if (GENERATE(true, false)) {
    request.body_source = std::make_shared<GeneratedBody>(
        [](std::span<char>) -> Result<std::size_t> { return std::size_t{0}; }, 0,
        [] { return Result<>(); });
  } else {
    request.body_sink = std::make_shared<FunctionSink>([](std::string_view) { return Result<>(); });
  }
  stand.inner->hang();
  const auto sent = stand.send(std::move(request));
  stand.pass(999ms);
  CHECK(stand.asked() == 11);
  stand.run(*sent);
}
