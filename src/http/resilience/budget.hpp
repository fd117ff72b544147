#pragma once

#include <algorithm>
#include <chrono>

#include "http/resilience/time_point.hpp"

namespace crmlink::http {

/// A bucket that each request fills by a share, each second by a few, and each extra attempt
/// empties by one: so extra attempts stay a share of the requests when everything fails.
class Budget {
 public:
  Budget(double share, double per_second, double most) noexcept
      : share_(share), per_second_(per_second), most_(most), left_(most) {}

  void deposit() noexcept { left_ = std::min(most_, left_ + share_); }

  /// Takes one if there is one.
  bool withdraw(SteadyTime now) noexcept {
    left_ = left(now);
    filled_ = now;
    // Shares such as 0.1 don't add up to 1 exactly.
    if (left_ < 1 - 1e-9) return false;
    left_ = std::max(0.0, left_ - 1);
    return true;
  }

  double left(SteadyTime now) const noexcept {
    if (filled_ == SteadyTime{} || now <= filled_) return left_;
    const std::chrono::duration<double> passed = now - filled_;
    return std::min(most_, left_ + passed.count() * per_second_);
  }

 private:
  double share_;
  double per_second_;
  double most_;
  double left_;
  SteadyTime filled_{};  ///< The epoch: it is still full by time.
};

}  // namespace crmlink::http
