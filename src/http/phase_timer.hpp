#pragma once

#include <algorithm>
#include <chrono>

#include "crmlink/core/phase.hpp"

namespace crmlink::http {

/// Keeps account of which phase an operation is in and how long each took.
class PhaseTimer {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// Ends the current phase and begins the next.
  void enter(Phase next) {
    const TimePoint now = std::chrono::steady_clock::now();
    if (phase_ != Phase::none) times_.add(phase_, now - since_);
    phase_ = next;
    since_ = now;
  }

  Phase phase() const noexcept { return phase_; }
  /// Returns the times, the current phase up to now included.
  PhaseTimes times() const noexcept {
    PhaseTimes result = times_;
    if (phase_ != Phase::none) result.add(phase_, std::chrono::steady_clock::now() - since_);
    return result;
  }

 private:
  Phase phase_ = Phase::none;
  TimePoint since_{};
  PhaseTimes times_;
};

/// Adds the times of one part of an operation to those of the others.
inline void add(PhaseTimes& sum, const PhaseTimes& part) {
  for (std::size_t i = 0; i < phase_count; ++i)
    sum.add(static_cast<Phase>(i), part[static_cast<Phase>(i)]);
}

/// Splits the time that a request waited for a connection into the phases of the attempt that it
/// waited for, the latest phases first, since the attempt may have begun before the request came;
/// the rest is Phase::queue.
inline PhaseTimes attribute_wait(const PhaseTimes& connecting, std::chrono::nanoseconds waited) {
  PhaseTimes share;
  for (const Phase phase : {Phase::tls, Phase::connect, Phase::resolve}) {
    const auto part = std::min(connecting[phase], waited);
    share.add(phase, part);
    waited -= part;
  }
  share.add(Phase::queue, waited);
  return share;
}

}  // namespace crmlink::http
