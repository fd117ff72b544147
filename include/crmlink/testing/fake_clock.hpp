#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "crmlink/core/clock.hpp"

namespace crmlink::testing {

/// A clock that stands still until a test advances it: a week of retries runs in milliseconds.
///
/// Thread-safe.
class CRMLINK_EXPORT FakeClock : public Clock {
 public:
  /// Makes a clock at an arbitrary steady time and at 2026-01-05 09:00:00 UTC; waits complete on
  /// `executor`.
  explicit FakeClock(boost::asio::any_io_executor executor);
  ~FakeClock() override;
  FakeClock(const FakeClock&) = delete;
  FakeClock& operator=(const FakeClock&) = delete;

  TimePoint now() const noexcept override;
  WallTime wall_now() const noexcept override;

  /// Lets time pass: completes every wait that falls due, in the order of their times (their
  /// handlers run when the executor does).
  void advance(std::chrono::nanoseconds elapsed);
  /// Lets time pass from one wait to the next and calls `run` after each, so that whatever the
  /// handlers start falls due in its own time, too: a week of retries, each of which starts the
  /// next. `run` runs what is ready, such as `[&] { context.restart(); context.poll(); }`. Returns
  /// how many times something fell due. For one thread.
  std::size_t advance(std::chrono::nanoseconds elapsed, const std::function<void()>& run);
  /// Advances to the earliest pending wait; returns false when there is none.
  bool advance_to_next();
  /// Returns the number of pending waits.
  std::size_t pending() const noexcept;

 protected:
  void start_wait(TimePoint when, WaitHandler handler) override;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace crmlink::testing
