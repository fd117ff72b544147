#include "crmlink/testing/fake_clock.hpp"

#include <boost/asio/error.hpp>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "core/completion.hpp"

namespace crmlink::testing {
namespace {

using Wait = Completion<boost::system::error_code>;
/// Waits in the order of their times; equal times in the order of their starts.
using WaitKey = std::pair<Clock::TimePoint, std::uint64_t>;

Clock::WallTime first_wall_time() {
  using namespace std::chrono;
  return sys_days{year{2026} / January / 5} + hours{9};
}

}  // namespace

struct FakeClock::State {
  explicit State(boost::asio::any_io_executor on) : executor(std::move(on)) {}

  const boost::asio::any_io_executor executor;
  mutable std::mutex mutex;
  // Not the epoch, so that a test that confuses "zero" with "now" fails.
  TimePoint now = TimePoint{} + std::chrono::hours{1000};
  WallTime wall = first_wall_time();
  std::uint64_t last_id = 0;
  std::map<WaitKey, Wait> waits;

  /// Takes the waits that are due out of the map, in order.
  std::vector<Wait> take_due() {
    std::vector<Wait> due;
    while (!waits.empty() && waits.begin()->first.first <= now)
      due.push_back(std::move(waits.extract(waits.begin()).mapped()));
    return due;
  }

  std::optional<TimePoint> next() const {
    const std::lock_guard lock(mutex);
    if (waits.empty()) return std::nullopt;
    return waits.begin()->first.first;
  }

  std::optional<Wait> take(const WaitKey& key) {
    const std::lock_guard lock(mutex);
    auto node = waits.extract(key);
    return node.empty() ? std::nullopt : std::optional<Wait>(std::move(node.mapped()));
  }

  void cancel(const WaitKey& key) {
    auto wait = take(key);
    if (wait) wait->complete(boost::asio::error::operation_aborted);
  }
};

FakeClock::FakeClock(boost::asio::any_io_executor executor)
    : state_(std::make_shared<State>(std::move(executor))) {}

FakeClock::~FakeClock() {
  std::map<WaitKey, Wait> rest;
  {
    const std::lock_guard lock(state_->mutex);
    rest.swap(state_->waits);
  }
  for (auto& [key, wait] : rest)
    wait.complete(boost::asio::error::operation_aborted);
}

Clock::TimePoint FakeClock::now() const noexcept {
  const std::lock_guard lock(state_->mutex);
  return state_->now;
}

Clock::WallTime FakeClock::wall_now() const noexcept {
  const std::lock_guard lock(state_->mutex);
  return state_->wall;
}

void FakeClock::advance(std::chrono::nanoseconds elapsed) {
  std::vector<Wait> due;
  {
    const std::lock_guard lock(state_->mutex);
    state_->now += std::chrono::duration_cast<TimePoint::duration>(elapsed);
    state_->wall += std::chrono::duration_cast<WallTime::duration>(elapsed);
    due = state_->take_due();
  }
  for (Wait& wait : due)
    wait.complete({});
}

std::size_t FakeClock::advance(std::chrono::nanoseconds elapsed, const std::function<void()>& run) {
  const TimePoint end = now() + std::chrono::duration_cast<TimePoint::duration>(elapsed);
  std::size_t steps = 0;
  run();  // What is ready already may start a wait.
  for (auto next = state_->next(); next && *next <= end; next = state_->next()) {
    advance(*next - now());
    run();
    ++steps;
  }
  advance(end - now());
  return steps;
}

bool FakeClock::advance_to_next() {
  const auto next = state_->next();
  if (next) advance(*next - now());
  return next.has_value();
}

std::size_t FakeClock::pending() const noexcept {
  const std::lock_guard lock(state_->mutex);
  return state_->waits.size();
}

void FakeClock::start_wait(TimePoint when, WaitHandler handler) {
  Wait wait(std::move(handler), state_->executor);
  bool due = false;
  {
    const std::lock_guard lock(state_->mutex);
    due = when <= state_->now;
    if (!due) {
      const WaitKey key(when, ++state_->last_id);
      wait.on_cancel([weak = std::weak_ptr<State>(state_), key] {
        if (const auto state = weak.lock()) state->cancel(key);
      });
      state_->waits.emplace(key, std::move(wait));
    }
  }
  if (due) wait.complete({});
}

}  // namespace crmlink::testing
