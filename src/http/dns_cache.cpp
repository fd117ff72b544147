#include "http/dns_cache.hpp"

#include <algorithm>
#include <utility>

namespace crmlink::http {

std::optional<Result<DnsCache::Addresses>> DnsCache::find(const std::string& host,
                                                          TimePoint now) const {
  const auto found = entries_.find(host);
  if (found == entries_.end() || now >= found->second.fresh_until) return std::nullopt;
  return found->second.known;
}

std::optional<DnsCache::Addresses> DnsCache::find_stale(const std::string& host,
                                                        TimePoint now) const {
  const auto found = entries_.find(host);
  if (found == entries_.end() || !found->second.known) return std::nullopt;
  if (now >= found->second.usable_until) return std::nullopt;
  return *found->second.known;
}

void DnsCache::keep(const std::string& host, const Result<DnsAnswer>& answer, TimePoint now) {
  if (answer) {
    const std::chrono::milliseconds ttl = std::min(
        std::max<std::chrono::milliseconds>(answer->ttl, limits_.min_ttl), limits_.max_ttl);
    return insert(host, {answer->addresses, now + ttl, now + ttl + limits_.stale_limit}, now);
  }
  const TimePoint retry = now + limits_.negative_ttl;
  if (answer.error() == Errc::host_not_found)
    return insert(host, {answer.error(), retry, retry}, now);
  // What is out of date serves until the next try, without waiting for a server that is down.
  if (find_stale(host, now)) {
    Entry& entry = entries_.at(host);
    entry.fresh_until = std::min(retry, entry.usable_until);
  }
}

void DnsCache::insert(const std::string& host, Entry entry, TimePoint now) {
  entries_.erase(host);
  if (entry.usable_until <= now) return;
  if (entries_.size() >= most_hosts) make_room(now);
  entries_.emplace(host, std::move(entry));
}

void DnsCache::make_room(TimePoint now) {
  std::erase_if(entries_, [now](const auto& entry) { return now >= entry.second.usable_until; });
  if (entries_.size() < most_hosts) return;
  entries_.erase(std::min_element(
      entries_.begin(), entries_.end(),
      [](const auto& a, const auto& b) { return a.second.fresh_until < b.second.fresh_until; }));
}

}  // namespace crmlink::http
