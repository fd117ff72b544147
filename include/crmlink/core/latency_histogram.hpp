#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "crmlink/core/export.hpp"
#include "crmlink/core/log_linear_buckets.hpp"

namespace crmlink {

/// Counts durations in buckets that grow with them: any from 8 microseconds to 17 minutes is known
/// to an eighth, however many are recorded. Recording allocates nothing.
///
/// A plain value of 2 KB; snapshots of it can be added up. One thread at a time.
class CRMLINK_EXPORT LatencyHistogram {
 public:
  using Latency = std::chrono::nanoseconds;

  /// How many buckets there are.
  static constexpr std::size_t bucket_count = 224;
  /// How many buckets lie between a limit and twice that limit, from 8 microseconds on: every
  /// eighth upper_bound() is a power of two of microseconds.
  static constexpr std::size_t buckets_per_doubling = 8;

  /// Counts one; a negative one as zero.
  void record(Latency latency) noexcept;
  /// Adds what another one has counted.
  void merge(const LatencyHistogram& other) noexcept;

  std::uint64_t count() const noexcept { return count_; }  ///< How many were recorded.
  Latency sum() const noexcept { return sum_; }            ///< Exact.
  /// Returns the arithmetic mean, exact; zero when there is none.
  Latency mean() const noexcept;
  /// Returns a latency that a share of them, 0 to 1, stays below: the bound of their bucket, so at
  /// most an eighth or a microsecond too high. Zero when there is none.
  Latency quantile(double share) const noexcept;
  /// Returns how many were shorter than `limit`; exact when it is an upper_bound(), else those that
  /// certainly were.
  std::uint64_t count_below(Latency limit) const noexcept;

  /// Returns how many are in a bucket; `index` is below bucket_count.
  std::uint64_t bucket(std::size_t index) const noexcept { return buckets_[index]; }
  /// Returns what all in a bucket are shorter than, but in the last one, which holds all that is
  /// longer, too.
  static constexpr Latency upper_bound(std::size_t index) noexcept {
    return std::chrono::microseconds(static_cast<std::int64_t>(Buckets::largest_of(index)) + 1);
  }

 private:
  using Buckets = LogLinearBuckets<3, bucket_count>;  // of whole microseconds

  std::array<std::uint64_t, bucket_count> buckets_{};
  std::uint64_t count_ = 0;
  Latency sum_{0};
};

}  // namespace crmlink
