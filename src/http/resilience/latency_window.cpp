#include "http/resilience/latency_window.hpp"

#include <algorithm>
#include <cmath>

namespace crmlink::http {

void LatencyWindow::add(std::chrono::nanoseconds latency) noexcept {
  const auto value = std::chrono::duration_cast<std::chrono::microseconds>(latency).count();
  ++counts_[Buckets::index_of(static_cast<std::uint64_t>(std::max<std::int64_t>(0, value)))];
  if (++total_ < most) return;
  total_ = 0;
  for (auto& count : counts_) {
    count /= 2;
    total_ += count;
  }
}

std::chrono::microseconds LatencyWindow::percentile(double percent) const noexcept {
  if (total_ == 0) return std::chrono::microseconds(0);
  const auto wanted = std::max(1.0, std::ceil(static_cast<double>(total_) * percent / 100));
  std::uint32_t seen = 0;
  std::size_t step = 0;
  for (; step + 1 < counts_.size(); ++step) {
    seen += counts_[step];
    if (static_cast<double>(seen) >= wanted) break;
  }
  return std::chrono::microseconds(Buckets::largest_of(step));
}

}  // namespace crmlink::http
