#include "crmlink/testing/fake_clock.hpp"

#include <boost/asio/io_context.hpp>
#include <map>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace {

using crmlink::Clock;
using crmlink::testing::FakeClock;
using namespace std::chrono_literals;

constexpr auto week = std::chrono::hours(7 * 24);

/// A clock and the context that its waits run on.
struct Scene {
  boost::asio::io_context context;
  FakeClock clock{context.get_executor()};
  std::map<std::string, int> rings;
  std::vector<Clock::TimePoint> times;

  void run() {
    context.restart();
    context.poll();
  }

  /// Rings every `period`, for ever.
  void ring(const std::string& name, std::chrono::nanoseconds period) {
    clock.async_wait_until(clock.now() + period, [=, this](boost::system::error_code ec) {
      if (ec) return;
      ++rings[name];
      times.push_back(clock.now());
      ring(name, period);
    });
  }

  std::size_t pass(std::chrono::nanoseconds elapsed) {
    return clock.advance(elapsed, [this] { run(); });
  }
};

}  // namespace

TEST_CASE("a week passes with everything that falls due in it, and what that starts") {
  Scene scene;
  const auto begin = scene.clock.now();
  const auto wall = scene.clock.wall_now();
  for (int n = 0; n < 100; ++n)
    scene.ring("hourly", 1h);
  scene.ring("minutely", 1min);
  scene.ring("daily", 24h);

  CHECK(scene.pass(week) == 7 * 24 * 60);

  CHECK(scene.rings["hourly"] == 100 * 7 * 24);
  CHECK(scene.rings["minutely"] == 7 * 24 * 60);
  CHECK(scene.rings["daily"] == 7);
  CHECK(scene.clock.now() - begin == week);
  CHECK(scene.clock.wall_now() - wall == week);
  CHECK(scene.clock.pending() == 102);
}

TEST_CASE("time that passes in steps shows each handler the time of its own wait") {
  Scene scene;
  const auto begin = scene.clock.now();
  scene.ring("x", 40s);
  CHECK(scene.pass(100s) == 2);
  CHECK(scene.times == std::vector<Clock::TimePoint>{begin + 40s, begin + 80s});
  CHECK(scene.clock.now() == begin + 100s);
  CHECK(scene.pass(19s) == 0);
  CHECK(scene.pass(1s) == 1);
}

TEST_CASE("time that jumps shows each handler the end of the jump") {
  Scene scene;
  const auto begin = scene.clock.now();
  scene.ring("x", 40s);
  scene.clock.advance(100s);
  scene.run();
  CHECK(scene.times == std::vector<Clock::TimePoint>{begin + 100s});
}

TEST_CASE("ten thousand waits fall due in the order of their times") {
  Scene scene;
  std::vector<int> order;
  std::vector<int> expected;
  for (int n = 0; n < 10'000; ++n) {
    const int when = (n * 7919) % 10'000;
    scene.clock.async_wait_until(
        scene.clock.now() + std::chrono::seconds(when),
        [&order, when](boost::system::error_code) { order.push_back(when); });
    expected.push_back(n);
  }
  scene.clock.advance(week);
  scene.run();
  CHECK((order == expected));
}
