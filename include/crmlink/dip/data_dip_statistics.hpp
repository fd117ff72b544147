#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "crmlink/core/phase_latencies.hpp"
#include "crmlink/dip/data_dip_outcome.hpp"

namespace crmlink {

/// What a profile has done since it was made: a snapshot, for metrics.
///
/// Counts are of the profile and all copies of its handle. Each is exact; taken while dips end,
/// they may be of slightly different moments.
struct DataDipStatistics {
  DataDipStatistics() = default;

  /// How many statuses there are.
  static constexpr std::size_t status_count = 9;

  /// Dips that have completed, by status; see dips().
  std::array<std::uint64_t, status_count> by_status{};
  std::uint64_t requests = 0;      ///< Requests given to the transport.
  std::uint64_t shared = 0;        ///< Dips that joined the request of another one.
  std::uint64_t cache_hits = 0;    ///< Dips that were served from the cache, still fresh.
  std::uint64_t cache_misses = 0;  ///< Dips that weren't; counted only while there is a cache.
  std::uint64_t stale_served =
      0;  ///< Dips that were served from the cache since the service failed.
  std::uint64_t late_answers = 0;     ///< Answers that came past their dip's deadline, one per dip.
  std::uint64_t prefetches = 0;       ///< Tickets that were given out.
  std::uint64_t joins = 0;            ///< Joins of a ticket that have completed.
  std::uint64_t joins_too_early = 0;  ///< Those of them whose time was over before the answer came.
  std::size_t cache_entries = 0;  ///< What the cache holds now, expired entries possibly included.
  std::size_t under_way = 0;      ///< Requests that are under way now.
  /// Each dip that has completed, from its start to its outcome, those from the cache included; and
  /// the time in each phase of the request that it waited for, so that dips that shared one count
  /// it each.
  PhaseLatencies latencies;

  /// Returns how many dips ended with that status.
  std::uint64_t dips(DataDipStatus status) const noexcept {
    return by_status[static_cast<std::size_t>(status)];
  }
};

}  // namespace crmlink
