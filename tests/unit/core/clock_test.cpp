#include "crmlink/core/clock.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <optional>
#include <vector>

#include "crmlink/testing/fake_clock.hpp"
#include "support/catch.hpp"
#include "support/test_executor.hpp"

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using crmlink::Clock;
using crmlink::make_system_clock;
using crmlink::test::TestExecutor;
using crmlink::testing::FakeClock;
using namespace std::chrono_literals;

auto record_into(std::vector<int>& order, int name) {
  return [&order, name](error_code ec) { order.push_back(ec ? -name : name); };
}

}  // namespace

TEST_CASE("the system clock's waits complete in the order of their times") {
  asio::io_context context;
  const auto clock = make_system_clock(context.get_executor());
  std::vector<int> order;
  const auto now = clock->now();
  clock->async_wait_until(now + 2ms, record_into(order, 2));
  clock->async_wait_until(now + 1ms, record_into(order, 1));
  clock->async_wait_until(now - 1h, record_into(order, 3));
  CHECK(order.empty());
  context.run();
  CHECK(order == std::vector<int>{3, 1, 2});
  CHECK(clock->now() >= now + 2ms);
}

TEST_CASE("a wait of the system clock runs its handler on the handler's executor") {
  asio::io_context context;
  TestExecutor own;
  const auto clock = make_system_clock(context.get_executor());
  bool on_own = false;
  clock->async_wait_until(
      clock->now(), asio::bind_executor(own.get(), [&](error_code) { on_own = own.is_here(); }));
  context.run();
  own.poll();
  CHECK(on_own);
}

TEST_CASE("a cancelled wait of the system clock ends at once, alone") {
  asio::io_context context;
  const auto clock = make_system_clock(context.get_executor());
  asio::cancellation_signal signal;
  std::vector<int> order;
  clock->async_wait_until(clock->now() + 1h,
                          asio::bind_cancellation_slot(signal.slot(), record_into(order, 1)));
  clock->async_wait_until(clock->now() + 1ms, record_into(order, 2));
  signal.emit(asio::cancellation_type::terminal);
  CHECK(order.empty());
  context.run();
  CHECK(order == std::vector<int>{-1, 2});
}

TEST_CASE("a wait goes on when the last handle on the system clock is gone") {
  asio::io_context context;
  auto clock = make_system_clock(context.get_executor());
  std::vector<int> order;
  clock->async_wait_until(clock->now() + 1ms, record_into(order, 1));
  clock.reset();
  context.run();
  CHECK(order == std::vector<int>{1});
}

TEST_CASE("an executor may go while the system clock's waits are pending") {
  std::vector<int> order;
  std::optional<asio::io_context> context(std::in_place);
  auto clock = make_system_clock(context->get_executor());
  clock->async_wait_until(clock->now() + 1h, record_into(order, 1));
  clock.reset();
  context.reset();
  CHECK(order.empty());
}

TEST_CASE("the fake clock stands still until it is advanced") {
  TestExecutor executor;
  FakeClock clock(executor.get());
  const auto now = clock.now();
  const auto wall = clock.wall_now();
  CHECK(clock.now() == now);
  CHECK(wall == std::chrono::sys_days(std::chrono::year(2026) / 1 / 5) + 9h);
  clock.advance(168h);
  CHECK(clock.now() == now + 168h);
  CHECK(clock.wall_now() == wall + 168h);
}

TEST_CASE("the fake clock completes what falls due, in the order of the times") {
  TestExecutor executor;
  FakeClock clock(executor.get());
  std::vector<int> order;
  clock.async_wait_until(clock.now() + 3s, record_into(order, 4));
  clock.async_wait_until(clock.now() + 2s, record_into(order, 2));
  clock.async_wait_until(clock.now() + 1s, record_into(order, 1));
  clock.async_wait_until(clock.now() + 2s, record_into(order, 3));
  CHECK(clock.pending() == 4);
  clock.advance(2s);
  CHECK(clock.pending() == 1);
  CHECK(order.empty());
  executor.poll();
  CHECK(order == std::vector<int>{1, 2, 3});
}

TEST_CASE("a wait of the fake clock for a time that has passed completes, but not inline") {
  TestExecutor executor;
  FakeClock clock(executor.get());
  std::vector<int> order;
  clock.async_wait_until(clock.now(), record_into(order, 1));
  CHECK(order.empty());
  CHECK(clock.pending() == 0);
  executor.poll();
  CHECK(order == std::vector<int>{1});
}

TEST_CASE("the fake clock advances from one wait to the next") {
  TestExecutor executor;
  FakeClock clock(executor.get());
  CHECK_FALSE(clock.advance_to_next());
  const auto start = clock.now();
  std::vector<int> order;
  clock.async_wait_until(start + 24h, record_into(order, 2));
  clock.async_wait_until(start + 1h, record_into(order, 1));
  CHECK(clock.advance_to_next());
  CHECK(clock.now() == start + 1h);
  CHECK(clock.advance_to_next());
  CHECK(clock.now() == start + 24h);
  CHECK_FALSE(clock.advance_to_next());
  executor.poll();
  CHECK(order == std::vector<int>{1, 2});
}

TEST_CASE("a cancelled wait of the fake clock doesn't see the time pass any more") {
  TestExecutor executor;
  FakeClock clock(executor.get());
  asio::cancellation_signal signal;
  std::vector<int> order;
  clock.async_wait_until(clock.now() + 1s,
                         asio::bind_cancellation_slot(signal.slot(), record_into(order, 1)));
  signal.emit(asio::cancellation_type::terminal);
  clock.advance(1s);
  CHECK(order.empty());
  executor.poll();
  CHECK(order == std::vector<int>{-1});
}

TEST_CASE("a cancellation after the wait fell due comes too late") {
  TestExecutor executor;
  FakeClock clock(executor.get());
  asio::cancellation_signal signal;
  std::vector<int> order;
  clock.async_wait_until(clock.now() + 1s,
                         asio::bind_cancellation_slot(signal.slot(), record_into(order, 1)));
  clock.advance(1s);
  signal.emit(asio::cancellation_type::terminal);
  executor.poll();
  CHECK(order == std::vector<int>{1});
}

TEST_CASE("destroying the fake clock aborts its waits") {
  TestExecutor executor;
  asio::cancellation_signal signal;
  std::vector<int> order;
  {
    FakeClock clock(executor.get());
    clock.async_wait_until(clock.now() + 1s,
                           asio::bind_cancellation_slot(signal.slot(), record_into(order, 1)));
  }
  signal.emit(asio::cancellation_type::terminal);
  executor.poll();
  CHECK(order == std::vector<int>{-1});
}

TEST_CASE("a wait works with a future") {
  TestExecutor executor;
  FakeClock clock(executor.get());
  auto future = clock.async_wait_until(clock.now() + 1h, asio::use_future);
  clock.advance(1h);
  executor.poll();
  REQUIRE(future.wait_for(0s) == std::future_status::ready);
  CHECK_NOTHROW(future.get());
}
