#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "several_dips.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;

TEST_CASE("identical dips under way share one request, and its answer") {
  SeveralDips stand;
  stand.answer_after(500ms);
  auto& first = stand.start();
  stand.pass(100ms);
  auto& second = stand.start();
  stand.pass(100ms);
  auto& third = stand.start();
  stand.pass(300ms);
  CHECK(stand.requests() == 1);
  CHECK(first.source() == DataDipSource::service);
  CHECK(second.source() == DataDipSource::shared);
  CHECK(third.language() == "fr");
  CHECK(first.outcome->diagnostics().total == 500ms);
  CHECK(second.outcome->diagnostics().total == 400ms);
  CHECK(third.outcome->diagnostics().total == 300ms);
  CHECK(stand.clock->pending() == 0);
}

TEST_CASE("a shared failure is everybody's") {
  SeveralDips stand(R"({"fallback": {"language": {"value": "en"}}})");
  stand.answer_after(500ms, 503, "busy");
  auto& first = stand.start();
  auto& second = stand.start();
  stand.pass(500ms);
  CHECK(first.status() == DataDipStatus::http_status);
  CHECK(second.status() == DataDipStatus::http_status);
  CHECK(second.source() == DataDipSource::fallback);
  CHECK(second.language() == "en");
  CHECK(second.outcome->reply_excerpt() == "busy");
  CHECK(stand.lines.size() == 2);
}

TEST_CASE("dips that ask something else, or ask later, send their own") {
  SeveralDips stand;
  stand.answer_after(500ms);
  stand.answer_after(500ms, 200, german);
  auto& first = stand.start();
  auto& other = stand.start({}, "+13335550100");
  CHECK(stand.requests() == 2);
  stand.pass(500ms);
  CHECK(first.language() == "fr");
  CHECK(other.language() == "de");
  stand.answer_after(1ms);
  stand.start();
  CHECK(stand.requests() == 3);
  stand.pass(1ms);
}

TEST_CASE("a profile may refuse to share") {
  SeveralDips stand(R"({"share_identical": false})");
  stand.answer_after(500ms);
  stand.answer_after(500ms);
  stand.start();
  auto& second = stand.start();
  CHECK(stand.requests() == 2);
  stand.pass(500ms);
  CHECK(second.source() == DataDipSource::service);
}

TEST_CASE("cancelling one of those who share ends nothing for the others") {
  const bool cancel_first = GENERATE(true, false);
  SeveralDips stand;
  stand.answer_after(500ms);
  auto& first = stand.start();
  auto& second = stand.start();
  auto& gone = cancel_first ? first : second;
  auto& stays = cancel_first ? second : first;
  gone.cancel();
  gone.cancel();
  stand.executor.poll();
  CHECK(gone.status() == DataDipStatus::cancelled);
  CHECK(gone.outcome->diagnostics().delivery == Delivery::maybe_applied);
  CHECK(stand.transport->pending() == 1);
  stand.pass(500ms);
  CHECK(stays.status() == DataDipStatus::ok);
  CHECK(stays.outcome->diagnostics().total == 500ms);
  CHECK(stand.clock->pending() == 0);
}

TEST_CASE("the request is cancelled when the last of those who share goes") {
  const bool first_goes_last = GENERATE(true, false);
  SeveralDips stand;
  stand.transport->hang();
  auto& first = stand.start();
  auto& second = stand.start();
  (first_goes_last ? second : first).cancel();
  stand.executor.poll();
  CHECK(stand.transport->pending() == 1);
  (first_goes_last ? first : second).cancel();
  // A dip that begins now mustn't board a request that is about to end.
  stand.answer_after(10ms, 200, german);
  auto& third = stand.start();
  CHECK(stand.transport->pending() == 1);
  CHECK(first.status() == DataDipStatus::cancelled);
  CHECK(second.status() == DataDipStatus::cancelled);
  stand.pass(10ms);
  CHECK(third.language() == "de");
  CHECK(stand.clock->pending() == 0);
}

TEST_CASE("a follower's earlier deadline is its own") {
  SeveralDips stand;
  stand.answer_after(500ms);
  auto& first = stand.start();
  auto& second = stand.start_until(200ms);
  stand.pass(199ms);
  CHECK_FALSE(second.outcome);
  stand.pass(1ms);
  REQUIRE(second.outcome);
  CHECK(second.status() == DataDipStatus::timeout);
  CHECK(second.outcome->error() == Errc::wait_timeout);
  CHECK_FALSE(first.outcome);
  stand.pass(300ms);
  CHECK(first.status() == DataDipStatus::ok);
}

TEST_CASE("a follower with more time isn't cut short: it goes on with a request of its own") {
  SeveralDips stand;
  stand.transport->hang();
  auto& first = stand.start();
  stand.pass(1500ms);
  auto& second = stand.start();
  auto& third = stand.start_until(1000ms);
  stand.answer_after(700ms);
  stand.pass(500ms);
  CHECK(first.status() == DataDipStatus::timeout);
  CHECK_FALSE(second.outcome);
  CHECK(stand.requests() == 2);  // the two others share it
  CHECK(stand.transport->deadlines()[1] == stand.clock->now() + 1500ms);
  CHECK(stand.transport->requests()[1].body == stand.transport->requests()[0].body);
  stand.pass(500ms);
  CHECK(third.status() == DataDipStatus::timeout);
  stand.pass(200ms);
  CHECK(second.status() == DataDipStatus::ok);
  CHECK(second.outcome->diagnostics().total == 1200ms);
  CHECK(stand.clock->pending() == 0);
}

TEST_CASE("a follower that goes on is cancelled and times out like any other") {
  const bool cancel = GENERATE(true, false);
  SeveralDips stand;
  stand.transport->hang();
  stand.transport->hang();
  stand.start();
  stand.pass(1500ms);
  auto& second = stand.start();
  stand.pass(500ms);
  CHECK(stand.transport->pending() == 1);
  if (cancel)
    second.cancel();
  else
    stand.pass(1500ms);
  stand.executor.poll();
  CHECK(second.status() == (cancel ? DataDipStatus::cancelled : DataDipStatus::timeout));
  CHECK(stand.transport->pending() == 0);
  CHECK(stand.clock->pending() == 0);
}

TEST_CASE("the request ends when the time of its last follower is over") {
  SeveralDips stand;
  stand.transport->hang();
  auto& first = stand.start();
  auto& second = stand.start_until(200ms);
  first.cancel();
  stand.pass(200ms);
  CHECK(second.status() == DataDipStatus::timeout);
  CHECK(stand.transport->pending() == 0);
}

TEST_CASE("a dip whose time is over already neither joins nor sends") {
  SeveralDips stand;
  stand.answer_after(500ms);
  stand.start();
  auto& second = stand.start_until(0ms);
  CHECK(second.status() == DataDipStatus::timeout);
  CHECK(second.outcome->diagnostics().delivery == Delivery::not_sent);
  stand.pass(500ms);
}

TEST_CASE("each of those who share completes on its own executor") {
  SeveralDips stand;
  TestExecutor elsewhere;
  stand.answer_after(500ms);
  stand.start();
  bool there = false;
  stand.the_profile->async_dip({{"ANI", "+12223334444"}}, {},
                               asio::bind_executor(elsewhere.get(), [&](const DataDipOutcome&) {
                                 there = elsewhere.is_here();
                               }));
  stand.pass(500ms);
  CHECK_FALSE(there);
  elsewhere.poll();
  CHECK(there);
}

TEST_CASE("on_slow counts from the follower's own start") {
  SeveralDips stand(R"({"on_slow_ms": 300})");
  stand.answer_after(500ms);
  stand.start();
  stand.pass(150ms);
  int times_slow = 0;
  DataDipOptions options;
  options.on_slow = [&times_slow] { ++times_slow; };
  auto& second = stand.start(std::move(options));
  stand.pass(299ms);
  CHECK(times_slow == 0);
  stand.pass(1ms);
  CHECK(times_slow == 1);
  stand.pass(50ms);
  CHECK(second.status() == DataDipStatus::ok);
}

TEST_CASE("a profile may go while its dips share a request") {
  SeveralDips stand;
  stand.answer_after(500ms);
  auto& first = stand.start();
  auto& second = stand.start();
  stand.the_profile.reset();
  stand.pass(500ms);
  CHECK(first.status() == DataDipStatus::ok);
  CHECK(second.status() == DataDipStatus::ok);
}
