#include "http/resilience/rate_gate.hpp"

#include <algorithm>
#include <cmath>

namespace crmlink::http {
namespace {

// What a sum of fractions lacks to a whole token.
constexpr double nearly_one = 1 - 1e-6;

}  // namespace

RateGate::RateGate(const RateOptions& options) noexcept : options_(options) {
  options_.burst = std::max(1.0, options_.burst);
  tokens_ = options_.burst;
}

double RateGate::tokens(SteadyTime now) const noexcept {
  if (now <= filled_) return tokens_;
  const std::chrono::duration<double> passed = now - filled_;
  return std::min(options_.burst, tokens_ + passed.count() * options_.per_second);
}

SteadyTime RateGate::stopped_until(Priority lane) const noexcept {
  return lane == Priority::bulk_export ? std::max(stopped_until_, exports_stopped_until_)
                                       : stopped_until_;
}

SteadyTime RateGate::open_at(Priority lane, SteadyTime now) const noexcept {
  const SteadyTime stopped = stopped_until(lane);
  if (options_.per_second <= 0) return stopped;
  const double missing = 1 - tokens(now);
  if (missing <= 1 - nearly_one) return stopped;
  // A rate that is next to nothing must not overflow; it is looked at again after an hour.
  const double wait = std::min(3600.0, missing / options_.per_second);
  return std::max(stopped, now + std::chrono::nanoseconds(std::llround(std::ceil(wait * 1e9))));
}

void RateGate::take(SteadyTime now) noexcept {
  if (options_.per_second <= 0) return;
  tokens_ = std::max(0.0, tokens(now) - 1);
  filled_ = now;
}

bool RateGate::stop(std::chrono::milliseconds duration, SteadyTime now) noexcept {
  const auto until = now + std::min(duration, options_.longest_stop);
  if (until <= now || until <= stopped_until_) return false;
  stopped_until_ = until;
  return true;
}

bool RateGate::learn(const LimitReport& report, SteadyTime now) noexcept {
  bool stopped = false;
  if (report.brief.known()) {
    limits_.brief = report.brief;
    if (report.brief.remaining == 0U)
      stopped = stop(report.brief.resets_in.value_or(options_.default_stop), now);
  }
  if (report.daily.known()) stopped = learn_daily(report.daily, now) || stopped;
  return stopped;
}

bool RateGate::learn_daily(const KnownLimit& limit, SteadyTime now) noexcept {
  limits_.daily = limit;
  const auto wait =
      std::min(limit.resets_in.value_or(options_.longest_stop), options_.longest_stop);
  const bool low = limit.limit && limit.remaining &&
                   static_cast<double>(*limit.remaining) <=
                       options_.daily_reserve * static_cast<double>(*limit.limit);
  exports_stopped_until_ = low ? now + wait : SteadyTime{};
  return limit.remaining == 0U && stop(wait, now);
}

bool RateGate::refuse(std::optional<std::chrono::milliseconds> retry_after,
                      SteadyTime now) noexcept {
  return stop(retry_after.value_or(options_.default_stop), now);
}

}  // namespace crmlink::http
