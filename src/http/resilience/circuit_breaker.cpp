#include "http/resilience/circuit_breaker.hpp"

#include <algorithm>

namespace crmlink::http {

CircuitBreaker::CircuitBreaker(const BreakerOptions& options) noexcept : options_(options) {
  options_.minimum_attempts = std::max(1U, options_.minimum_attempts);
  options_.probes = std::max(1U, options_.probes);
  options_.window = std::max(options_.window, std::chrono::milliseconds(1));
}

bool CircuitBreaker::enabled() const noexcept {
  return options_.consecutive_failures != 0 || options_.failure_share > 0;
}

BreakerState CircuitBreaker::state(SteadyTime now) const noexcept {
  if (state_ == BreakerState::open && now >= open_until_) return BreakerState::half_open;
  return state_;
}

bool CircuitBreaker::would_enter(SteadyTime now) const noexcept {
  switch (state(now)) {
    case BreakerState::closed:
      return true;
    case BreakerState::open:
      return false;
    case BreakerState::half_open:
      return state_ == BreakerState::open || probes_out_ + probes_succeeded_ < options_.probes;
  }
  return true;
}

std::optional<CircuitBreaker::Pass> CircuitBreaker::enter(SteadyTime now) noexcept {
  if (!would_enter(now)) return std::nullopt;
  if (state_ == BreakerState::open) change_to(BreakerState::half_open);
  if (state_ == BreakerState::half_open) ++probes_out_;
  return Pass{epoch_};
}

bool CircuitBreaker::leave(Pass pass, Verdict verdict, SteadyTime now) noexcept {
  if (!enabled() || pass.epoch != epoch_) return false;
  return state_ == BreakerState::half_open ? leave_half_open(verdict, now)
                                           : leave_closed(verdict, now);
}

bool CircuitBreaker::leave_closed(Verdict verdict, SteadyTime now) noexcept {
  if (verdict == Verdict::neutral) return false;
  count(verdict, now);
  if (verdict == Verdict::success || !is_too_bad(now)) return false;
  open(now);
  return true;
}

bool CircuitBreaker::leave_half_open(Verdict verdict, SteadyTime now) noexcept {
  --probes_out_;
  if (verdict == Verdict::failure) {
    open(now);
    return true;
  }
  if (verdict == Verdict::success && ++probes_succeeded_ >= options_.probes)
    change_to(BreakerState::closed);
  return false;
}

void CircuitBreaker::open(SteadyTime now) noexcept {
  change_to(BreakerState::open);
  open_until_ = now + options_.open_time;
}

void CircuitBreaker::change_to(BreakerState state) noexcept {
  state_ = state;
  ++epoch_;
  consecutive_ = 0;
  buckets_.fill(Bucket());
  open_until_ = SteadyTime{};
  probes_out_ = 0;
  probes_succeeded_ = 0;
}

void CircuitBreaker::count(Verdict verdict, SteadyTime now) noexcept {
  const bool failed = verdict == Verdict::failure;
  consecutive_ = failed ? consecutive_ + 1 : 0;
  const auto number = bucket_number(now);
  auto& bucket = buckets_[static_cast<std::size_t>(number % bucket_count)];
  if (bucket.number != number) bucket = Bucket{.number = number};
  ++bucket.attempts;
  if (failed) ++bucket.failures;
}

bool CircuitBreaker::is_too_bad(SteadyTime now) const noexcept {
  if (options_.consecutive_failures != 0 && consecutive_ >= options_.consecutive_failures)
    return true;
  if (options_.failure_share <= 0) return false;
  const auto oldest = bucket_number(now) - bucket_count;
  unsigned attempts = 0;
  unsigned failures = 0;
  for (const Bucket& bucket : buckets_) {
    if (bucket.number <= oldest) continue;
    attempts += bucket.attempts;
    failures += bucket.failures;
  }
  return attempts >= options_.minimum_attempts &&
         static_cast<double>(failures) >= options_.failure_share * static_cast<double>(attempts);
}

std::int64_t CircuitBreaker::bucket_number(SteadyTime now) const noexcept {
  const std::chrono::nanoseconds window = options_.window;
  return now.time_since_epoch() / (window / bucket_count);
}

}  // namespace crmlink::http
