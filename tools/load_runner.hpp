#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "crmlink/core/logger.hpp"
#include "crmlink/dip/data_dip_outcome.hpp"
#include "crmlink/dip/data_dip_profile.hpp"
#include "crmlink/http/client.hpp"
#include "crmlink/http/resilience_options.hpp"
#include "latency_histogram.hpp"

namespace crmlink::tool {

inline constexpr std::size_t dip_status_count =
    static_cast<std::size_t>(DataDipStatus::configuration) + 1;

/// How a load was borne, so far or at the end.
struct LoadResult {
  /// The dips that ended in one way.
  struct Ended {
    std::uint64_t count = 0;
    std::string reason;  ///< Of the first one; empty for those that succeeded.
  };

  LatencyHistogram latencies;  ///< Of all dips that ended, from the time at which each was due.
  std::array<Ended, dip_status_count> ended;  ///< By DataDipStatus.
  std::uint64_t on_new_connection = 0;        ///< How many had to open one, or none stood.
  std::size_t under_way = 0;
  std::size_t most_under_way = 0;
  std::uint64_t cut_short = 0;  ///< Cancelled by Ctrl-C; in none of the other counts.
  bool interrupted = false;
  std::chrono::nanoseconds elapsed{0};

  /// Returns how many ended.
  std::uint64_t dips() const noexcept { return latencies.count(); }
  /// Returns how many ended in failure.
  std::uint64_t failed() const noexcept;
};

/// What load is put on a service.
struct LoadPlan {
  LoadPlan(DataDipConfig profile, Variables variables)
      : config(std::move(profile)), call(std::move(variables)) {}

  DataDipConfig config;
  Variables call;
  http::ClientOptions client;
  http::ResilienceOptions resilience;
  double rate = 0;               ///< Dips due per second; zero: as many as `concurrency` allows.
  std::size_t concurrency = 64;  ///< The most under way; those that are due beyond it wait.
  std::chrono::milliseconds duration{10000};  ///< How long dips are started.
  /// Called some times a second and at the end; empty: nobody looks.
  std::function<void(const LoadResult&)> on_progress;
  std::function<void()> on_interrupt;  ///< Called once, when Ctrl-C has stopped it.
};

/// Makes dips until the time is over or SIGINT or SIGTERM comes, and waits for the last ones; the
/// first such signal cancels those under way, a second one ends the process.
LoadResult run_load(LoadPlan plan);

}  // namespace crmlink::tool
