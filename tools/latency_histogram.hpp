#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "crmlink/core/log_linear_buckets.hpp"

namespace crmlink::tool {

/// Counts latencies in buckets that grow with the value, so that any latency is known to 1.6 per
/// cent in a fixed 30 KB, however many are recorded.
class LatencyHistogram {
 public:
  using Latency = std::chrono::nanoseconds;

  /// Counts one; a negative one as zero.
  void record(Latency latency) noexcept;

  std::uint64_t count() const noexcept { return count_; }
  /// Returns the least recorded; zero when there is none.
  Latency fastest() const noexcept { return count_ == 0 ? Latency(0) : fastest_; }
  Latency slowest() const noexcept { return slowest_; }
  /// Returns the arithmetic mean; zero when there is none.
  Latency mean() const noexcept;
  /// Returns the latency that a share of them, 0 to 1, doesn't exceed; zero when there is none.
  Latency quantile(double share) const noexcept;
  /// Returns how many didn't exceed `limit`.
  std::uint64_t count_up_to(Latency limit) const noexcept;

 private:
  static constexpr unsigned precision_bits = 6;
  // Enough for every number of nanoseconds.
  using Buckets =
      LogLinearBuckets<precision_bits, (std::size_t{1} << precision_bits) * (64 - precision_bits)>;

  std::array<std::uint64_t, Buckets::count> buckets_{};
  std::uint64_t count_ = 0;
  Latency sum_{0};
  Latency fastest_ = Latency::max();
  Latency slowest_{0};
};

}  // namespace crmlink::tool
