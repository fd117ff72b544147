#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "crmlink/core/log_linear_buckets.hpp"

namespace crmlink::http {

/// A histogram of recent latencies that forgets: beyond a thousand samples all counts are halved.
/// Eight steps per doubling, so a percentile is at most an eighth too high. One thread at a time.
class LatencyWindow {
 public:
  void add(std::chrono::nanoseconds latency) noexcept;
  /// Returns how many samples it remembers.
  std::uint32_t size() const noexcept { return total_; }
  /// Returns a latency that this percentage, from 0 to 100, of the samples didn't exceed; zero
  /// without samples.
  std::chrono::microseconds percentile(double percent) const noexcept;

 private:
  using Buckets = LogLinearBuckets<3, 224>;  // of microseconds, up to 17 minutes
  static constexpr std::uint32_t most = 1024;

  std::array<std::uint32_t, Buckets::count> counts_{};
  std::uint32_t total_ = 0;
};

}  // namespace crmlink::http
