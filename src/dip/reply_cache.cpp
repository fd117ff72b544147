#include "dip/reply_cache.hpp"

#include <iterator>
#include <utility>

namespace crmlink {

using std::chrono::milliseconds;

std::optional<ReplyCache::Found> ReplyCache::find_fresh(const RequestDigest& digest,
                                                        TimePoint now) {
  const auto* const entry = use(digest, now);
  if (entry == nullptr || now >= entry->fresh_until) return std::nullopt;
  return Found{.outcome = entry->outcome, .age = now - entry->said};
}

std::optional<ReplyCache::Found> ReplyCache::find_after_failure(const RequestDigest& digest,
                                                                TimePoint now) {
  const auto* const entry = use(digest, now);
  if (entry == nullptr) return std::nullopt;
  return Found{.outcome = entry->outcome, .age = now - entry->said};
}

void ReplyCache::keep(const RequestDigest& digest, const DataDipOutcome& outcome, TimePoint now) {
  if (!enabled()) return;
  forget(digest);
  drop_ended(now);
  const auto fresh_until = now + ttl_of(outcome);
  const auto end = fresh_until + stale_time_of(outcome);
  if (end <= now) return;
  if (by_use_.size() == settings_.max_entries) drop(std::prev(by_use_.end()));
  by_use_.push_front({.digest = digest,
                      .outcome = outcome,
                      .said = now,
                      .fresh_until = fresh_until,
                      .end = by_end_.end()});
  by_use_.front().end = by_end_.emplace(end, by_use_.begin());
  by_digest_.emplace(digest, by_use_.begin());
}

void ReplyCache::forget(const RequestDigest& digest) noexcept {
  const auto found = by_digest_.find(digest);
  if (found != by_digest_.end()) drop(found->second);
}

void ReplyCache::clear() noexcept {
  by_digest_.clear();
  by_end_.clear();
  by_use_.clear();
}

milliseconds ReplyCache::ttl_of(const DataDipOutcome& outcome) const noexcept {
  return outcome.status() == DataDipStatus::ok ? settings_.ttl : settings_.no_match_ttl;
}

// The profile's fallback values are better than knowing that a caller was a stranger once.
milliseconds ReplyCache::stale_time_of(const DataDipOutcome& outcome) const noexcept {
  return outcome.status() == DataDipStatus::ok ? settings_.stale_on_error : milliseconds::zero();
}

ReplyCache::Entry* ReplyCache::use(const RequestDigest& digest, TimePoint now) {
  drop_ended(now);
  const auto found = by_digest_.find(digest);
  if (found == by_digest_.end()) return nullptr;
  by_use_.splice(by_use_.begin(), by_use_, found->second);
  return &*found->second;
}

void ReplyCache::drop_ended(TimePoint now) noexcept {
  while (!by_end_.empty() && by_end_.begin()->first <= now)
    drop(by_end_.begin()->second);
}

void ReplyCache::drop(Entries::iterator entry) noexcept {
  by_digest_.erase(entry->digest);
  by_end_.erase(entry->end);
  by_use_.erase(entry);
}

}  // namespace crmlink
