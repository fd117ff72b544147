#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <map>
#include <optional>
#include <unordered_map>

#include "crmlink/core/clock.hpp"
#include "crmlink/dip/data_dip_config.hpp"
#include "crmlink/dip/data_dip_outcome.hpp"
#include "dip/request_digest.hpp"

namespace crmlink {

/// Keeps what the service said, by the digest of what it was asked.
///
/// Needs no timer, which would keep the host's context from running out of work: what has expired
/// goes whenever the cache is used. Its caller locks.
class ReplyCache {
 public:
  using TimePoint = Clock::TimePoint;

  /// Something that was kept, and how long ago the service said it.
  struct Found {
    DataDipOutcome outcome;
    std::chrono::nanoseconds age;
  };

  explicit ReplyCache(const DataDipCacheSettings& settings) : settings_(settings) {}

  bool enabled() const noexcept { return settings_.enabled(); }
  /// Returns what may be served instead of asking.
  std::optional<Found> find_fresh(const RequestDigest& digest, TimePoint now);
  /// Returns what may be served when the service failed.
  std::optional<Found> find_after_failure(const RequestDigest& digest, TimePoint now);
  /// Keeps an outcome that the service gave, if that may be kept; what was kept before goes.
  void keep(const RequestDigest& digest, const DataDipOutcome& outcome, TimePoint now);
  void forget(const RequestDigest& digest) noexcept;
  void clear() noexcept;
  std::size_t size() const noexcept { return by_use_.size(); }

 private:
  struct Entry;
  using Entries = std::list<Entry>;
  using Ends = std::multimap<TimePoint, Entries::iterator>;
  struct Entry {
    RequestDigest digest;
    DataDipOutcome outcome;
    TimePoint said;
    TimePoint fresh_until;
    Ends::iterator end;
  };

  std::chrono::milliseconds ttl_of(const DataDipOutcome& outcome) const noexcept;
  std::chrono::milliseconds stale_time_of(const DataDipOutcome& outcome) const noexcept;
  /// Returns the entry, moved to the front, if it is there and hasn't ended.
  Entry* use(const RequestDigest& digest, TimePoint now);
  void drop_ended(TimePoint now) noexcept;
  void drop(Entries::iterator entry) noexcept;

  const DataDipCacheSettings settings_;
  Entries by_use_;  // what was used last stands first
  std::unordered_map<RequestDigest, Entries::iterator, HashOfDigest> by_digest_;
  Ends by_end_;
};

}  // namespace crmlink
