#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/core/latency_histogram.hpp"
#include "crmlink/core/phase.hpp"

namespace crmlink {

/// Counts how long operations of one kind took, as a whole and in each phase.
///
/// A value with 18 KB on the heap, allocated when it is made or copied: threads of others often
/// have small stacks. Recording allocates nothing. One thread at a time; a moved-from one may only
/// be destroyed or assigned to.
class CRMLINK_EXPORT PhaseLatencies {
 public:
  /// Makes one without any.
  PhaseLatencies() : histograms_(1 + phase_count) {}

  /// Counts one operation; each phase that it entered, too.
  void record(std::chrono::nanoseconds total, const PhaseTimes& times) noexcept;
  /// Adds what another one has counted.
  void merge(const PhaseLatencies& other) noexcept;

  /// Returns the operations from start to end.
  const LatencyHistogram& total() const noexcept { return histograms_.back(); }
  /// Returns the time in `phase` of those that entered it.
  const LatencyHistogram& operator[](Phase phase) const noexcept {
    return histograms_[static_cast<std::size_t>(phase)];
  }

 private:
  std::vector<LatencyHistogram> histograms_;  ///< By phase, then the total.
};

}  // namespace crmlink
