#pragma once

#include <mutex>

#include "crmlink/core/phase_latencies.hpp"
#include "crmlink/dip/data_dip_outcome.hpp"

namespace crmlink {

/// Counts how long dips took. Thread-safe: dips end on any thread.
class DipLatencies {
 public:
  void record(const DataDipDiagnostics& dip) noexcept {
    const std::lock_guard lock(mutex_);
    latencies_.record(dip.total, dip.elapsed);
  }
  PhaseLatencies read() const {
    const std::lock_guard lock(mutex_);
    return latencies_;
  }

 private:
  mutable std::mutex mutex_;
  PhaseLatencies latencies_;
};

}  // namespace crmlink
