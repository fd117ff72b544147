#include "resilience_stand.hpp"

using namespace crmlink;
using namespace crmlink::http;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

Request in_lane(Priority priority, std::string_view path = "/") {
  auto request = get("https://crm.example" + std::string(path));
  request.priority = priority;
  return request;
}

ResilienceOptions slow_rate() {
  ResilienceOptions options;
  options.rate.per_second = 10;
  options.rate.burst = 1;
  return options;
}

void answer_everything(ResilienceStand& stand) {
  stand.inner->answer_all(
      [](const Request& request) { return Response(200, {}, request.url.target()); });
}

std::vector<std::string> paths(const ResilienceStand& stand) {
  std::vector<std::string> result;
  for (const auto& request : stand.inner->requests())
    result.push_back(request.url.target());
  return result;
}

}  // namespace

TEST_CASE("a rate spreads requests, and the urgent ones go first") {
  ResilienceStand stand(slow_rate());
  answer_everything(stand);
  CHECK(stand.send(in_lane(Priority::bulk_export, "/e1"), 10s)->status() == 200);
  const auto e2 = stand.send(in_lane(Priority::bulk_export, "/e2"), 10s);
  const auto w = stand.send(in_lane(Priority::write_back, "/w"), 10s);
  const auto s = stand.send(in_lane(Priority::screen_pop, "/s"), 10s);
  const auto live = stand.send(in_lane(Priority::live_dip, "/live"), 10s);
  CHECK(stand.origin().lanes[3].waiting == 1);
  CHECK(stand.origin().lanes[0].waiting == 1);
  stand.pass(99ms);
  CHECK(stand.asked() == 1);
  stand.pass(1ms);
  CHECK(live->status() == 200);
  CHECK(live->diagnostics().elapsed[Phase::queue] == 100ms);
  for (int i = 0; i < 3; ++i)
    stand.pass(100ms);
  CHECK(e2->status() == 200);
  CHECK(paths(stand) == std::vector<std::string>{"/e1", "/live", "/s", "/w", "/e2"});
  CHECK(stand.origin().lanes[0].waited == 1);
}

TEST_CASE("a new live request goes before exports that wait, but not before a live one") {
  ResilienceStand stand(slow_rate());
  answer_everything(stand);
  stand.send(in_lane(Priority::live_dip, "/1"), 10s);
  const auto first = stand.send(in_lane(Priority::live_dip, "/2"), 10s);
  const auto second = stand.send(in_lane(Priority::live_dip, "/3"), 10s);
  stand.pass(100ms);
  CHECK(first->done());
  CHECK_FALSE(second->done());
  stand.pass(100ms);
  CHECK(second->done());
}

TEST_CASE("an export that starves gets each sixteenth turn") {
  auto options = slow_rate();
  options.starvation_limit = 1s;
  ResilienceStand stand(options);
  answer_everything(stand);
  stand.send(in_lane(Priority::live_dip, "/live"), 60s);
  const auto starving = stand.send(in_lane(Priority::bulk_export, "/export"), 60s);
  std::vector<std::shared_ptr<Sent>> live;
  for (int i = 0; i < 100; ++i)
    live.push_back(stand.send(in_lane(Priority::live_dip, "/live"), 60s));
  // Ten turns until it starves, then fifteen more, then its own.
  int turns = 0;
  for (; !starving->done() && turns < 100; ++turns)
    stand.pass(100ms);
  CHECK(turns == 25);
  stand.run(*live.back());
}

TEST_CASE("a lane has a bound of its own, and makes room when an attempt ends") {
  ResilienceOptions options;
  options.lane(Priority::bulk_export).max_under_way = 2;
  ResilienceStand stand(options);
  for (int i = 0; i < 3; ++i)
    stand.inner->hang();
  const auto first = stand.send(in_lane(Priority::bulk_export), 500ms);
  const auto second = stand.send(in_lane(Priority::bulk_export));
  const auto third = stand.send(in_lane(Priority::bulk_export), 1500ms);
  CHECK(stand.asked() == 2);
  const auto live = stand.send(in_lane(Priority::live_dip));
  CHECK(stand.asked() == 3);
  answer_everything(stand);
  stand.pass(500ms);
  CHECK(first->error() == Errc::wait_timeout);
  CHECK(third->status() == 200);
  CHECK(third->diagnostics().elapsed[Phase::queue] == 500ms);
  stand.pass(500ms);
  CHECK(live->done());
  CHECK(second->done());
}

TEST_CASE("waiting ends at the deadline, not sent") {
  ResilienceOptions options;
  options.lane(Priority::live_dip).max_under_way = 1;
  ResilienceStand stand(options);
  stand.inner->hang();
  const auto busy = stand.send(get());
  const auto late = stand.send(get(), 400ms);
  stand.pass(400ms);
  CHECK(late->error() == Errc::queue_timeout);
  CHECK(late->error().phase() == Phase::queue);
  CHECK(late->error().elapsed()[Phase::queue] == 400ms);
  CHECK(late->error().delivery() == Delivery::not_sent);
  CHECK(late->error().attempts() == 0);
  CHECK(stand.origin().lanes[0].waiting == 0);
  stand.pass(600ms);
  CHECK(busy->done());
  CHECK(stand.asked() == 1);
}

TEST_CASE("no more than the bound wait") {
  ResilienceOptions options;
  options.lane(Priority::live_dip).max_under_way = 1;
  options.lane(Priority::live_dip).max_waiting = 1;
  ResilienceStand stand(options);
  stand.inner->hang();
  answer_everything(stand);
  const auto busy = stand.send(get());
  const auto waiting = stand.send(get(), 5s);
  const auto refused = stand.send(get());
  CHECK(refused->error() == Errc::queue_full);
  CHECK(refused->error().is(Condition::overload));
  CHECK(stand.origin().lanes[0].queue_full == 1);
  stand.pass(1s);
  CHECK(waiting->status() == 200);
}

TEST_CASE("a wait can be cancelled, and its turn goes to the next") {
  ResilienceStand stand(slow_rate());
  answer_everything(stand);
  stand.send(get());
  const auto cancelled = stand.send(get());
  const auto next = stand.send(get());
  cancelled->cancellation.emit(boost::asio::cancellation_type::terminal);
  stand.executor.poll();
  CHECK(cancelled->error() == Errc::cancelled);
  CHECK(cancelled->error().delivery() == Delivery::not_sent);
  stand.pass(100ms);
  CHECK(next->status() == 200);
}

TEST_CASE("when the last waiter is cancelled no timer stays") {
  ResilienceStand stand(slow_rate());
  answer_everything(stand);
  stand.send(get());
  const auto cancelled = stand.send(get());
  CHECK(stand.clock->pending() > 0);
  cancelled->cancellation.emit(boost::asio::cancellation_type::terminal);
  stand.executor.poll();
  CHECK(stand.clock->pending() == 0);
}

TEST_CASE("a turn that comes while its request is cancelled is given back") {
  ResilienceOptions options;
  options.lane(Priority::live_dip).max_under_way = 1;
  ResilienceStand stand(options);
  stand.inner->hang();
  answer_everything(stand);
  const auto busy = stand.send(get());
  const auto crossing = stand.send(get(), 5s);
  const auto next = stand.send(get(), 5s);
  // Both at once: the turn is on its way when the cancellation comes.
  stand.clock->advance(1s);
  crossing->cancellation.emit(boost::asio::cancellation_type::terminal);
  stand.executor.poll();
  CHECK(crossing->done());
  CHECK(next->status() == 200);
  CHECK(stand.origin().lanes[0].under_way == 0);
  CHECK(busy->done());
}

TEST_CASE("destroying the transport cancels those who wait, those under way and those who retry") {
  auto options = slow_rate();
  options.rate.burst = 2;
  options.retry.max_attempts = 3;
  ResilienceStand stand(options);
  stand.inner->hang();
  stand.inner->respond(503, "");
  const auto under_way = stand.send(get());
  const auto backing_off = stand.send(get());
  const auto waiting = stand.send(get());
  stand.transport.reset();
  CHECK_FALSE(waiting->done());
  stand.executor.poll();
  CHECK(under_way->error() == Errc::cancelled);
  CHECK(under_way->error().delivery() == Delivery::maybe_applied);
  CHECK(backing_off->error() == Errc::cancelled);
  CHECK(backing_off->error().delivery() == Delivery::answered);
  CHECK(waiting->error() == Errc::cancelled);
  CHECK(waiting->error().delivery() == Delivery::not_sent);
}

TEST_CASE("the executor may go while requests wait, back off and are under way") {
  auto options = slow_rate();
  options.rate.burst = 2;
  options.retry.max_attempts = 3;
  auto executor = std::make_unique<TestExecutor>();
  auto inner = std::make_shared<testing::FakeTransport>(executor->get());
  auto transport =
      std::make_unique<ResilientTransport>(inner, ResilienceServices(executor->get()), options);
  inner->hang();
  inner->respond(503, "");
  int completions = 0;
  for (int i = 0; i < 3; ++i)
    transport->async_send(get(), std::chrono::steady_clock::now() + 60s,
                          [&](Result<Response>) { ++completions; });
  executor->poll();
  inner.reset();
  transport.reset();
  executor.reset();  // Leaks show in the sanitizer.
  CHECK(completions == 0);
}

TEST_CASE("a deadline in the past fails without asking") {
  ResilienceStand stand(slow_rate());
  CHECK(stand.send(get(), 0ms)->error() == Errc::queue_timeout);
  CHECK(stand.asked() == 0);
}

TEST_CASE("only so many origins are kept in mind, and none that is in use is forgotten") {
  auto options = slow_rate();
  options.max_origins = 2;
  ResilienceStand stand(options);
  stand.inner->hang();
  answer_everything(stand);
  const auto in_use = stand.send(get("https://a.example/"));
  stand.send(get("https://b.example/"));
  stand.send(get("https://c.example/"));
  stand.send(get("https://d.example/"));
  const auto statistics = stand.transport->statistics();
  REQUIRE(statistics.origins.size() == 2);
  CHECK(statistics.origins[0].origin == "https://a.example:443");
  CHECK(statistics.origins[1].origin == "https://d.example:443");
  stand.pass(1s);
  CHECK(in_use->done());
}
