#include "latency_histogram.hpp"

#include <algorithm>
#include <cmath>

namespace crmlink::tool {

void LatencyHistogram::record(Latency latency) noexcept {
  latency = std::max(latency, Latency(0));
  ++buckets_[Buckets::index_of(static_cast<std::uint64_t>(latency.count()))];
  ++count_;
  sum_ += latency;
  fastest_ = std::min(fastest_, latency);
  slowest_ = std::max(slowest_, latency);
}

LatencyHistogram::Latency LatencyHistogram::mean() const noexcept {
  return count_ == 0 ? Latency(0) : sum_ / static_cast<std::int64_t>(count_);
}

LatencyHistogram::Latency LatencyHistogram::quantile(double share) const noexcept {
  const auto wanted = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    seen += buckets_[i];
    if (seen >= wanted)
      return std::min(Latency(static_cast<std::int64_t>(Buckets::largest_of(i))), slowest_);
  }
  return slowest_;
}

std::uint64_t LatencyHistogram::count_up_to(Latency limit) const noexcept {
  if (limit >= slowest_) return count_;
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    if (Buckets::largest_of(i) > static_cast<std::uint64_t>(limit.count())) break;
    seen += buckets_[i];
  }
  return seen;
}

}  // namespace crmlink::tool
