#pragma once

#include <chrono>

#include "crmlink/http/resilience_options.hpp"
#include "crmlink/http/resilience_statistics.hpp"
#include "http/resilience/limit_fields.hpp"
#include "http/resilience/time_point.hpp"

namespace crmlink::http {

/// Says when an origin may be asked next: our own rate, a token bucket over all lanes, and what the
/// server's quotas demand. No I/O, no clock; one thread at a time.
class RateGate {
 public:
  explicit RateGate(const RateOptions& options) noexcept;

  /// Returns when a lane may take the next token; not after `now` when it may at once.
  SteadyTime open_at(Priority lane, SteadyTime now) const noexcept;
  /// Returns when the server's quotas let the lane go; nothing else makes it sooner.
  SteadyTime stopped_until(Priority lane) const noexcept;
  void take(SteadyTime now) noexcept;

  /// Learns from a reply; returns whether it stopped the origin.
  bool learn(const LimitReport& report, SteadyTime now) noexcept;
  /// Stops after a 429, for the time that it says, or else for the default. Returns whether it did.
  bool refuse(std::optional<std::chrono::milliseconds> retry_after, SteadyTime now) noexcept;

  const LimitReport& limits() const noexcept { return limits_; }

 private:
  double tokens(SteadyTime now) const noexcept;
  bool stop(std::chrono::milliseconds duration, SteadyTime now) noexcept;
  bool learn_daily(const KnownLimit& limit, SteadyTime now) noexcept;

  RateOptions options_;
  double tokens_;
  SteadyTime filled_{};
  SteadyTime stopped_until_{};
  SteadyTime exports_stopped_until_{};
  LimitReport limits_;
};

}  // namespace crmlink::http
