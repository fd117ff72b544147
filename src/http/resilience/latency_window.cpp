#include "http/resilience/latency_window.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace crmlink::http {

void LatencyWindow::add(std::chrono::nanoseconds latency) noexcept {
  const auto value = std::chrono::duration_cast<std::chrono::microseconds>(latency).count();
  ++counts_[step_of(static_cast<std::uint64_t>(std::max<std::int64_t>(0, value)))];
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
  return std::chrono::microseconds(upper_bound_of(step));
}

// Values below 8 have a step each; from there on the three bits after the highest one choose.
std::size_t LatencyWindow::step_of(std::uint64_t microseconds) noexcept {
  if (microseconds < steps) return static_cast<std::size_t>(microseconds);
  const auto shift = static_cast<std::size_t>(std::bit_width(microseconds)) - 4;
  const auto step = (shift + 1) * steps + ((microseconds >> shift) & (steps - 1));
  return std::min<std::size_t>(step, steps * doublings - 1);
}

std::uint64_t LatencyWindow::upper_bound_of(std::size_t step) noexcept {
  if (step < steps) return step;
  const auto shift = step / steps - 1;
  return ((steps + step % steps + 1) << shift) - 1;
}

}  // namespace crmlink::http
