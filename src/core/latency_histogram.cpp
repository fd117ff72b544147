#include "crmlink/core/latency_histogram.hpp"

#include <algorithm>
#include <cmath>

namespace crmlink {

void LatencyHistogram::record(Latency latency) noexcept {
  constexpr std::uint64_t nanoseconds_per_microsecond = 1000;
  latency = std::max(latency, Latency(0));
  ++buckets_[Buckets::index_of(static_cast<std::uint64_t>(latency.count()) /
                               nanoseconds_per_microsecond)];
  ++count_;
  sum_ += latency;
}

void LatencyHistogram::merge(const LatencyHistogram& other) noexcept {
  for (std::size_t i = 0; i < bucket_count; ++i)
    buckets_[i] += other.buckets_[i];
  count_ += other.count_;
  sum_ += other.sum_;
}

LatencyHistogram::Latency LatencyHistogram::mean() const noexcept {
  return count_ == 0 ? Latency(0) : sum_ / static_cast<std::int64_t>(count_);
}

LatencyHistogram::Latency LatencyHistogram::quantile(double share) const noexcept {
  if (count_ == 0) return Latency(0);
  const auto wanted = std::max(1.0, std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  std::size_t index = 0;
  for (; index + 1 < bucket_count; ++index) {
    seen += buckets_[index];
    if (static_cast<double>(seen) >= wanted) break;
  }
  return upper_bound(index);
}

std::uint64_t LatencyHistogram::count_below(Latency limit) const noexcept {
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < bucket_count && upper_bound(i) <= limit; ++i)
    seen += buckets_[i];
  return seen;
}

}  // namespace crmlink
