#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "crmlink/dip/data_dip_statistics.hpp"

namespace crmlink {

/// Counts what DataDipStatistics tells. Thread-safe.
struct DipCounters {
  using Counter = std::atomic<std::uint64_t>;

  static void add(Counter& counter) noexcept { counter.fetch_add(1, std::memory_order_relaxed); }

  /// Counts a dip that has completed.
  void count(const DataDipOutcome& outcome) noexcept {
    add(by_status[static_cast<std::size_t>(outcome.status())]);
    if (outcome.source() == DataDipSource::cache) add(cache_hits);
    if (outcome.source() == DataDipSource::stale_cache) add(stale_served);
  }

  void read(DataDipStatistics& statistics) const noexcept {
    for (std::size_t i = 0; i < by_status.size(); ++i)
      statistics.by_status[i] = by_status[i];
    statistics.requests = requests;
    statistics.shared = shared;
    statistics.cache_hits = cache_hits;
    statistics.cache_misses = cache_misses;
    statistics.stale_served = stale_served;
    statistics.late_answers = late_answers;
    statistics.prefetches = prefetches;
    statistics.joins = joins;
    statistics.joins_too_early = joins_too_early;
  }

  std::array<Counter, DataDipStatistics::status_count> by_status{};
  Counter requests = 0;
  Counter shared = 0;
  Counter cache_hits = 0;
  Counter cache_misses = 0;
  Counter stale_served = 0;
  Counter late_answers = 0;
  Counter prefetches = 0;
  Counter joins = 0;
  Counter joins_too_early = 0;
};

}  // namespace crmlink
