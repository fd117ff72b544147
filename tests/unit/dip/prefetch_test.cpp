#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "several_dips.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

constexpr auto* with_fallback = R"({"fallback": {"language": {"value": "en"}}})";

class Tickets : public SeveralDips {
 public:
  explicit Tickets(std::string_view members = with_fallback) : SeveralDips(members) {}

  void prefetch(DataDipOptions options = {}, const std::string& caller = "+12223334444") {
    ticket = the_profile->prefetch({{"ANI", caller}}, std::move(options));
    executor.poll();
  }

  Dip& join(std::chrono::milliseconds remaining) {
    auto& dip = dips.emplace_back();
    ticket->async_join(
        remaining, asio::bind_cancellation_slot(dip.signal.slot(),
                                                asio::bind_executor(executor.get(), keep_in(dip))));
    CHECK_FALSE(dip.outcome);
    executor.poll();
    return dip;
  }

  std::optional<DataDipTicket> ticket;
};

/// Tickets whose late answers are counted.
class LateTickets : public Tickets {
 public:
  LateTickets() : Tickets(R"({"late_answers": {"within_ms": 3000}})") {
    services.on_late_answer = [this](const LateAnswer&) { ++late; };
    the_profile = profile();
  }

  int late = 0;
};

}  // namespace

TEST_CASE("a join of what has arrived completes at once") {
  Tickets stand;
  stand.answer_after(300ms);
  stand.prefetch();
  CHECK_FALSE(stand.ticket->outcome());
  stand.pass(300ms);
  REQUIRE(stand.ticket->outcome());
  CHECK(stand.join(0ms).language() == "fr");
  CHECK(stand.join(1s).source() == DataDipSource::service);
  CHECK(stand.clock->pending() == 0);
}

TEST_CASE("a join waits for what is under way") {
  Tickets stand;
  stand.answer_after(300ms);
  stand.prefetch();
  stand.pass(100ms);
  auto& join = stand.join(1s);
  auto& other = stand.join(200ms);  // due at the same time as the answer: whichever comes first
  stand.pass(199ms);
  CHECK_FALSE(join.outcome);
  stand.pass(1ms);
  CHECK(join.language() == "fr");
  CHECK(other.outcome);
  CHECK(stand.clock->pending() == 0);
  CHECK(stand.requests() == 1);
}

TEST_CASE("a join without time left is a time-out with fallback, and the ticket goes on") {
  Tickets stand;
  stand.answer_after(300ms);
  stand.prefetch();
  auto& at_once = stand.join(0ms);
  CHECK(at_once.status() == DataDipStatus::timeout);
  CHECK(at_once.language() == "en");
  auto& join = stand.join(200ms);
  stand.pass(199ms);
  CHECK_FALSE(join.outcome);
  stand.pass(1ms);
  CHECK(join.status() == DataDipStatus::timeout);
  CHECK(join.source() == DataDipSource::fallback);
  CHECK(join.outcome->diagnostics().total == 200ms);
  stand.pass(100ms);
  CHECK(stand.join(0ms).language() == "fr");
  const auto statistics = stand.the_profile->statistics();
  CHECK(statistics.prefetches == 1);
  CHECK(statistics.joins == 3);
  CHECK(statistics.joins_too_early == 2);
  CHECK(statistics.dips(DataDipStatus::timeout) == 0);
  CHECK(stand.lines.empty());
}

TEST_CASE("joins from several places get the same outcome") {
  Tickets stand;
  stand.answer_after(300ms);
  stand.prefetch();
  auto& first = stand.join(1s);
  auto& second = stand.join(1s);
  stand.pass(300ms);
  CHECK(first.outcome->data() == second.outcome->data());
}

TEST_CASE("a prefetch keeps the profile's deadline") {
  Tickets stand;
  stand.transport->hang();
  stand.prefetch();
  auto& join = stand.join(10s);
  stand.pass(1999ms);
  CHECK_FALSE(join.outcome);
  stand.pass(1ms);
  CHECK(join.status() == DataDipStatus::timeout);
  CHECK(stand.join(10s).status() == DataDipStatus::timeout);
  CHECK(stand.clock->pending() == 0);
}

TEST_CASE("dropping the last ticket cancels the dip and those who wait for it") {
  Tickets stand;
  stand.transport->hang();
  stand.prefetch();
  auto& join = stand.join(10s);
  auto copy = stand.ticket;
  stand.ticket.reset();
  stand.executor.poll();
  CHECK(stand.transport->pending() == 1);
  copy.reset();
  stand.executor.poll();
  CHECK(stand.transport->pending() == 0);
  CHECK(join.status() == DataDipStatus::cancelled);
  CHECK(stand.clock->pending() == 0);
}

TEST_CASE("dropping a ticket whose dip has ended does nothing") {
  Tickets stand;
  stand.transport->respond(200, french);
  stand.prefetch();
  stand.ticket.reset();
  stand.executor.poll();
  CHECK(stand.the_profile->statistics().dips(DataDipStatus::ok) == 1);
}

TEST_CASE("cancelling a join leaves dip and ticket alone") {
  Tickets stand;
  stand.answer_after(300ms);
  stand.prefetch();
  auto& join = stand.join(1s);
  join.cancel();
  join.cancel();
  stand.executor.poll();
  CHECK(join.status() == DataDipStatus::cancelled);
  stand.pass(300ms);
  CHECK(stand.join(0ms).language() == "fr");
  CHECK(stand.clock->pending() == 0);
}

TEST_CASE("several prefetches run in parallel, identical ones share a request") {
  Tickets stand;
  stand.answer_after(300ms);
  stand.answer_after(300ms, 200, german);
  stand.prefetch({}, "+1");
  const auto first = stand.ticket;
  stand.prefetch({}, "+1");
  const auto second = stand.ticket;
  stand.prefetch({}, "+2");
  CHECK(stand.requests() == 2);
  stand.pass(300ms);
  CHECK(first->outcome()->value_or("language", "") == "fr");
  CHECK(second->outcome()->source() == DataDipSource::shared);
  CHECK(stand.join(0ms).language() == "de");
}

TEST_CASE("a join without time left gets what is stale") {
  Tickets stand(R"({"cache": {"ttl_ms": 1000, "stale_on_error_ms": 60000}})");
  stand.transport->respond(200, french);
  stand.start();
  stand.pass(2s);
  stand.answer_after(300ms, 200, german);
  stand.prefetch();
  CHECK(stand.join(0ms).source() == DataDipSource::stale_cache);
  stand.pass(300ms);
  CHECK(stand.join(0ms).language() == "de");
}

TEST_CASE("a late answer takes the place of a ticket's time-out") {
  LateTickets stand;
  stand.answer_after(2500ms);
  stand.prefetch();
  stand.pass(2s);
  CHECK(stand.join(0ms).status() == DataDipStatus::timeout);
  stand.pass(500ms);
  CHECK(stand.join(0ms).language() == "fr");
  CHECK(stand.late == 1);
}

TEST_CASE("a ticket that was dropped has no late answer") {
  LateTickets stand;
  stand.answer_after(2500ms);
  stand.prefetch();
  stand.pass(2s);
  stand.ticket.reset();
  stand.pass(500ms);
  CHECK(stand.late == 0);
}

TEST_CASE("a request that can't be made is an outcome of the ticket") {
  SeveralDips stand(profile_that_refuses_line_breaks());
  const auto ticket = stand.the_profile->prefetch({{"ANI", "\n"}});
  stand.executor.poll();
  CHECK(ticket.outcome()->status() == DataDipStatus::configuration);
}

TEST_CASE("a ticket outlives its profile, and leaves the host's context without work") {
  Tickets stand;
  stand.transport->respond(200, french);
  stand.prefetch();
  stand.the_profile.reset();
  stand.executor.context().restart();
  stand.executor.context().run();  // would hang if the ticket counted as work
  CHECK(stand.join(0ms).language() == "fr");
}

TEST_CASE("a coroutine joins") {
  Tickets stand;
  stand.answer_after(300ms);
  stand.prefetch();
  auto flow = [&]() -> asio::awaitable<void> {
    stand.outcome = co_await stand.ticket->async_join(1s, asio::use_awaitable);
  };
  asio::co_spawn(stand.executor.context(), flow(), asio::detached);
  stand.pass(300ms);
  REQUIRE(stand.outcome);
  CHECK(stand.outcome->status() == DataDipStatus::ok);
}
