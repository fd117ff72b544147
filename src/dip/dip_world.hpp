#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "core/completion.hpp"
#include "crmlink/core/error.hpp"
#include "crmlink/dip/data_dip_profile.hpp"
#include "dip/block_pool.hpp"
#include "dip/dip_counters.hpp"
#include "dip/dip_latencies.hpp"
#include "dip/flight_table.hpp"
#include "dip/reply_cache.hpp"
#include "dip/request_digest.hpp"

namespace crmlink {

/// Where a dip finds everything; shared by the copies of a profile and what is under way.
///
/// The mutex guards what stands below it. Nothing that others wrote is called while it is held:
/// neither handlers, nor the transport, nor the logger.
class DipWorld {
 public:
  using TimePoint = Clock::TimePoint;

  DipWorld(DataDipConfig profile, std::shared_ptr<http::Transport> by, DataDipServices host);
  DipWorld(const DipWorld&) = delete;
  DipWorld& operator=(const DipWorld&) = delete;

  TimePoint now() const noexcept { return services.clock->now(); }
  /// Makes the outcome of a dip that ended without the transport having said why.
  DataDipOutcome failed(Errc code, TimePoint started) const;
  /// Returns what is kept instead of a failure that is the service's; locks.
  DataDipOutcome or_stale(DataDipOutcome outcome, const RequestDigest& digest);
  /// Logs and counts an outcome, on its way to a handler, and tells the observer.
  void account(const DataDipOutcome& outcome, const http::TraceContext& trace);
  DataDipStatistics statistics();

  const DataDipConfig config;
  const std::shared_ptr<http::Transport> transport;
  const DataDipServices services;
  const HomeExecutor home;  ///< Of the services.
  const RequestDigester digest;
  DipCounters counters;
  BlockPool flight_blocks;
  DipLatencies latencies;

  std::mutex mutex;
  FlightTable flights;
  ReplyCache cache;
  bool closed = false;  ///< Whether the last handle of the profile is gone.
};

/// Returns whether a failure is the service's, so that what it said earlier may be served.
bool is_failure_of_service(const DataDipOutcome& outcome) noexcept;

/// Returns whether the service refused to say anything about this caller: what it said earlier
/// mustn't be served any more.
bool is_refusal(const DataDipOutcome& outcome) noexcept;

}  // namespace crmlink
