#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "dip_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

constexpr auto* slow_after_300 = R"({"on_slow_ms": 300})";
constexpr auto* no_match = R"({"parameters":{}})";

class SlowStand : public DipStand {
 public:
  using DipStand::DipStand;

  DataDipOptions options() {
    DataDipOptions result;
    result.on_slow = [this] {
      CHECK(executor.is_here());
      CHECK_FALSE(outcome);
      ++times_slow;
    };
    return result;
  }

  int times_slow = 0;
};

}  // namespace

TEST_CASE("on_slow is called once when a dip takes its time") {
  SlowStand stand(slow_after_300);
  stand.transport->hang();
  stand.profile().async_dip({}, stand.options(), stand.keep());
  stand.executor.poll();
  stand.clock->advance(299ms);
  stand.executor.poll();
  CHECK(stand.times_slow == 0);
  stand.clock->advance(1ms);
  CHECK(stand.times_slow == 0);
  stand.executor.poll();
  CHECK(stand.times_slow == 1);
  stand.clock->advance(10s);
  stand.executor.poll();
  CHECK(stand.times_slow == 1);
  REQUIRE(stand.outcome);
  CHECK(stand.outcome->status() == DataDipStatus::timeout);
}

TEST_CASE("on_slow is not called when the dip is quick, and leaves no timer") {
  SlowStand stand(slow_after_300);
  stand.transport->respond(200, no_match);
  stand.profile().async_dip({}, stand.options(), stand.keep());
  stand.executor.poll();
  REQUIRE(stand.outcome);
  CHECK(stand.outcome->status() == DataDipStatus::no_match);
  CHECK(stand.clock->pending() == 0);
  stand.clock->advance(1s);
  stand.executor.poll();
  CHECK(stand.times_slow == 0);
}

TEST_CASE("without a delay on_slow is called at once, before the outcome") {
  SlowStand stand;
  stand.transport->respond(200, no_match);
  stand.profile().async_dip({}, stand.options(), stand.keep());
  CHECK(stand.times_slow == 0);
  stand.executor.poll();
  CHECK(stand.times_slow == 1);
  CHECK(stand.outcome);
}

TEST_CASE("on_slow is not called after the outcome when both fall due together") {
  SlowStand stand(R"({"on_slow_ms": 2000})");
  stand.transport->hang();
  stand.profile().async_dip({}, stand.options(), stand.keep());
  stand.clock->advance(2000ms);
  stand.executor.poll();
  REQUIRE(stand.outcome);  // the stand checks the order
  CHECK(stand.times_slow <= 1);
  CHECK(stand.clock->pending() == 0);
}

TEST_CASE("a watched dip is cancelled like any other, once") {
  SlowStand stand(slow_after_300);
  stand.transport->hang();
  asio::cancellation_signal signal;
  stand.profile().async_dip({}, stand.options(),
                            asio::bind_cancellation_slot(signal.slot(), stand.keep()));
  const bool run_before = GENERATE(false, true);
  if (run_before) stand.executor.poll();
  signal.emit(asio::cancellation_type::terminal);
  signal.emit(asio::cancellation_type::terminal);
  stand.executor.poll();
  REQUIRE(stand.outcome);
  CHECK(stand.outcome->status() == DataDipStatus::cancelled);
  CHECK(stand.transport->pending() == 0);
  CHECK(stand.clock->pending() == 0);
  CHECK(stand.times_slow == 0);
}

TEST_CASE("cancelling after a watched dip's end does nothing") {
  SlowStand stand(slow_after_300);
  stand.transport->respond(200, no_match);
  asio::cancellation_signal signal;
  stand.profile().async_dip({}, stand.options(),
                            asio::bind_cancellation_slot(signal.slot(), stand.keep()));
  stand.executor.poll();
  signal.emit(asio::cancellation_type::terminal);
  stand.executor.poll();
  CHECK(stand.outcome->status() == DataDipStatus::no_match);
}

TEST_CASE("on_slow is not called for a request that can't be made") {
  SlowStand stand(profile_that_refuses_line_breaks());
  stand.profile().async_dip({{"ANI", "\n"}}, stand.options(), stand.keep());
  stand.executor.poll();
  CHECK(stand.outcome->status() == DataDipStatus::configuration);
  CHECK(stand.times_slow == 0);
}
