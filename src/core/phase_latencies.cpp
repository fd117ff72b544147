#include "crmlink/core/phase_latencies.hpp"

namespace crmlink {

void PhaseLatencies::record(std::chrono::nanoseconds total, const PhaseTimes& times) noexcept {
  histograms_.back().record(total);
  for (std::size_t i = 0; i < phase_count; ++i) {
    const auto spent = times[static_cast<Phase>(i)];
    if (spent.count() > 0) histograms_[i].record(spent);
  }
}

void PhaseLatencies::merge(const PhaseLatencies& other) noexcept {
  for (std::size_t i = 0; i < histograms_.size(); ++i)
    histograms_[i].merge(other.histograms_[i]);
}

}  // namespace crmlink
