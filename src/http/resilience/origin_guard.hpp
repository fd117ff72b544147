#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "crmlink/core/logger.hpp"
#include "crmlink/http/resilience_options.hpp"
#include "crmlink/http/resilience_statistics.hpp"
#include "http/resilience/alarm.hpp"
#include "http/resilience/budget.hpp"
#include "http/resilience/circuit_breaker.hpp"
#include "http/resilience/lane_scheduler.hpp"
#include "http/resilience/latency_window.hpp"
#include "http/resilience/rate_gate.hpp"

namespace crmlink::http {

/// The right to make one attempt; given back by OriginGuard::leave.
struct TurnPass {
  Priority lane = Priority::live_dip;
  CircuitBreaker::Pass breaker;
};

/// The answer to a request for a turn: a pass, or why not.
struct Turn {
  std::optional<TurnPass> pass;
  Errc refusal = Errc::breaker_open;
  std::chrono::nanoseconds retry_in{0};  ///< When asking again may help; zero: unknown.
};

/// One that waits for a turn.
class TurnWaiter {
 public:
  /// Called from any thread, once for each wait that wasn't withdrawn; must only post.
  virtual void on_turn(Turn turn) = 0;

 protected:
  ~TurnWaiter() = default;
};

/// What came of an attempt.
struct AttemptReport {
  Verdict verdict = Verdict::neutral;
  std::optional<std::chrono::nanoseconds> latency;  ///< When an answer came that wasn't a refusal.
  LimitReport limits;
  bool too_many = false;                                 ///< It was a 429.
  std::optional<std::chrono::milliseconds> retry_after;  ///< What that one said.
};

/// Events that are only counted.
enum class GuardEvent : std::uint8_t { request, retry, failover, hedge_won };

/// All that is known of one origin, and who may ask it next. Thread-safe; never calls out while it
/// decides.
class OriginGuard : public std::enable_shared_from_this<OriginGuard> {
 public:
  OriginGuard(std::string name, const ResilienceOptions& options, std::shared_ptr<Clock> clock,
              boost::asio::any_io_executor executor, Logger logger);

  /// Asks for a turn. std::nullopt: `waiter` waits, and hears of it by on_turn().
  std::optional<Turn> ask(Priority lane, const std::shared_ptr<TurnWaiter>& waiter,
                          SteadyTime deadline);
  /// Asks for a turn for a second copy: only if it is free, the breaker closed, and the budget for
  /// copies allows it.
  std::optional<TurnPass> ask_for_hedge(Priority lane);
  /// Ends a wait; false when on_turn() was or will be called.
  bool withdraw(Priority lane, const std::shared_ptr<TurnWaiter>& waiter);
  void leave(const TurnPass& pass, const AttemptReport& report);

  void count(GuardEvent event);
  /// Takes a retry out of the budget if there is one.
  bool withdraw_retry();
  /// Adds a request that could be hedged; returns after which time it should be, if ever.
  std::optional<std::chrono::nanoseconds> hedge_after();
  /// Returns what an attempt takes at least, as far as is known.
  std::chrono::nanoseconds least_time() const;

  OriginStatistics statistics() const;
  /// Returns whether nothing is under way or waits.
  bool is_idle() const;

 private:
  /// Those to be told when the lock is gone.
  using Notices = std::vector<std::pair<std::shared_ptr<TurnWaiter>, Turn>>;

  std::optional<Turn> refusal(Priority lane, SteadyTime now, SteadyTime deadline);
  Turn refuse_for_breaker(SteadyTime now);
  std::optional<TurnPass> grant(Priority lane, SteadyTime now);
  void learn(const AttemptReport& report, SteadyTime now, std::string& news);
  void on_alarm();
  Notices serve(SteadyTime now);
  void serve_lanes(SteadyTime now, Notices& notices);
  void refuse_hopeless(SteadyTime now, Notices& notices);
  void set_alarm(SteadyTime now);
  std::optional<SteadyTime> next_opening(SteadyTime now) const;
  LaneStatistics& of(Priority lane) noexcept {
    return statistics_.lanes[static_cast<std::size_t>(lane)];
  }

  const ResilienceOptions options_;
  const std::shared_ptr<Clock> clock_;
  const boost::asio::any_io_executor executor_;
  const Logger logger_;

  mutable std::mutex mutex_;
  OriginStatistics statistics_;  ///< The counts; the rest of it is filled in when asked for.
  CircuitBreaker breaker_;
  RateGate gate_;
  LaneScheduler lanes_;
  LatencyWindow latency_;
  Budget retry_budget_;
  Budget hedge_budget_;
  std::shared_ptr<Alarm> alarm_;  ///< Null until somebody waits for the rate.
  std::optional<SteadyTime> alarm_at_;
};

}  // namespace crmlink::http
