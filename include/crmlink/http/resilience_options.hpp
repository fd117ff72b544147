#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "crmlink/http/priority.hpp"

namespace crmlink::http {

/// When a request that failed is sent again, within its deadline. Only what may be repeated is: see
/// Request::repeatable.
struct RetryOptions {
  RetryOptions() = default;

  /// The most attempts of one request, the first included; those at an alternative URL and hedges
  /// don't count. Default 1; zero and 1: no retries.
  unsigned max_attempts = 1;
  /// Whether DNS failures and connections that couldn't be made are worth another attempt. Default
  /// true. A rejected certificate never is.
  bool on_connect = true;
  /// Whether a connection that broke before the reply was complete is. Default true.
  bool on_reset = true;
  /// Whether an attempt that ran into attempt_limit is. Default true.
  bool on_timeout = true;
  /// Statuses that are worth another attempt. Default 408, 425, 429, 500, 502, 503, 504; empty:
  /// none.
  std::vector<int> statuses{408, 425, 429, 500, 502, 503, 504};
  /// Milliseconds: the longest wait before the first retry; doubles with each further one. The wait
  /// is drawn evenly from zero to this ("full jitter"). Default 50; zero: no wait.
  std::chrono::milliseconds base_delay{50};
  /// Milliseconds: what the doubling stops at. Default 2000; zero: no wait.
  std::chrono::milliseconds max_delay{2000};
  /// Milliseconds: a longer `Retry-After` counts as this long. Default 60000; zero: Retry-After is
  /// ignored.
  std::chrono::milliseconds retry_after_limit{60000};
  /// Milliseconds: the longest that one attempt may take when another may follow; a request that
  /// can't be repeated has until its deadline. Default 0; zero: until the deadline, so that a
  /// server that doesn't answer leaves no time for another attempt.
  std::chrono::milliseconds attempt_limit{0};
  /// Retries that each request adds to its origin's budget: 0.1 allows one retry in ten requests.
  /// Default 0.1; zero: only budget_per_second adds.
  double budget_share = 0.1;
  /// Retries that each second adds to the budget. Default 1; zero: only budget_share adds.
  double budget_per_second = 1;
  /// The most retries that the budget saves up, and what it starts with. Default 10; zero: no
  /// retries.
  double budget_most = 10;
};

/// When an origin that fails is left alone for a while.
struct BreakerOptions {
  BreakerOptions() = default;

  /// So many failures in a row open the breaker. Default 0; zero: they don't.
  unsigned consecutive_failures = 0;
  /// This share of failed attempts within the window, from 0 to 1, opens it. Default 0; zero: it
  /// doesn't.
  double failure_share = 0;
  /// The least attempts within the window that make failure_share count. Default 20; zero counts as
  /// 1.
  unsigned minimum_attempts = 20;
  /// Milliseconds: how far back failure_share looks. Default 10000; zero counts as 1.
  std::chrono::milliseconds window{10000};
  /// Milliseconds: how long the breaker stays open before it lets probes through. Default 5000;
  /// zero: it probes at once.
  std::chrono::milliseconds open_time{5000};
  /// How many probes run at once after that; so many that succeed close the breaker, one that fails
  /// opens it again. Default 1; zero counts as 1.
  unsigned probes = 1;
};

/// When a second copy of a slow request is sent; the first answer wins. Only what may be repeated
/// is: see Request::repeatable.
struct HedgeOptions {
  HedgeOptions() = default;

  /// The copy goes out once the first has taken longer than this percentage of recent answers, from
  /// 0 to 100. Default 0; zero: no hedging. 95 is usual.
  double percentile = 0;
  /// The least recent answers that a percentile is taken of. Default 50; zero counts as 1.
  unsigned minimum_samples = 50;
  /// Milliseconds: never sooner than this. Default 20; zero: no such limit.
  std::chrono::milliseconds minimum_delay{20};
  /// The most copies as a share of the requests that could be hedged. Default 0.05; zero: no
  /// hedging.
  double max_share = 0.05;
};

/// How much of an origin one priority may take.
struct LaneOptions {
  LaneOptions() = default;

  /// The most attempts under way. Default 0; zero: no limit.
  std::size_t max_under_way = 0;
  /// The most requests that wait; further ones fail with Errc::queue_full. Default 1024; zero: none
  /// may wait.
  std::size_t max_waiting = 1024;
};

/// How fast an origin is asked, and what is learnt from its replies.
struct RateOptions {
  RateOptions() = default;

  /// The most attempts per second at one origin, over all lanes. Default 0; zero: no limit.
  double per_second = 0;
  /// How many attempts may go at once after a pause. Default 10; zero counts as 1.
  double burst = 10;
  /// Whether quotas are learnt from replies (RateLimit, X-RateLimit-*, and the fields of HubSpot,
  /// Zendesk, Salesforce), and a 429 stops the origin until its reset. Default false.
  bool learn = false;
  /// Milliseconds: how long a quota that is used up stops the origin when the reply doesn't say.
  /// Default 1000; zero: not at all.
  std::chrono::milliseconds default_stop{1000};
  /// Milliseconds: the longest that a reply stops the origin, whatever it says. Default 3600000 (an
  /// hour), zero: replies don't stop it.
  std::chrono::milliseconds longest_stop{3600000};
  /// The share of a daily quota, from 0 to 1, that is kept for calls: when no more is left, bulk
  /// exports wait until the quota's reset. Default 0.1; zero: exports may use it up.
  double daily_reserve = 0.1;
};

/// Everything that a ResilientTransport can do, and does for each origin (scheme, host, port)
/// apart. Nothing is on by default.
struct ResilienceOptions {
  ResilienceOptions() = default;

  RetryOptions retry;      ///< Sending again what failed.
  BreakerOptions breaker;  ///< Leaving alone what fails.
  HedgeOptions hedge;      ///< Sending twice what is slow.
  RateOptions rate;        ///< Not asking more than is allowed.
  /// Bounds per Priority, indexed by it.
  std::array<LaneOptions, priority_count> lanes;
  /// Milliseconds: urgent lanes go first, always, until a request has waited for this long in
  /// another; from then on each sixteenth turn goes to such a one. Default 10000; zero: always.
  std::chrono::milliseconds starvation_limit{10000};
  /// The most origins that are kept in mind; beyond that the one that was used least recently is
  /// forgotten. Default 256; zero counts as 1.
  std::size_t max_origins = 256;
  /// The header field that carries Request::idempotency_key. Default `Idempotency-Key`; empty: the
  /// key isn't sent, and allows no repetition.
  std::string idempotency_field = "Idempotency-Key";
  /// Gives numbers from 0 to below 1 for the jitter; called from any thread, one at a time. Empty:
  /// a generator of our own, seeded by the system.
  std::function<double()> random;

  LaneOptions& lane(Priority priority) noexcept {
    return lanes[static_cast<std::size_t>(priority)];
  }
  const LaneOptions& lane(Priority priority) const noexcept {
    return lanes[static_cast<std::size_t>(priority)];
  }
};

}  // namespace crmlink::http
