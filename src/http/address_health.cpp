#include "http/address_health.hpp"

#include <algorithm>
#include <utility>

namespace crmlink::http {
namespace {

using Endpoint = AddressHealth::Endpoint;

void take_turns(std::vector<Endpoint>& endpoints) {
  if (endpoints.empty()) return;
  const auto first_family = endpoints.front().protocol();
  const auto others = std::stable_partition(
      endpoints.begin(), endpoints.end(),
      [&](const Endpoint& endpoint) { return endpoint.protocol() == first_family; });
  std::vector<Endpoint> mixed;
  mixed.reserve(endpoints.size());
  for (auto a = endpoints.begin(), b = others; a != others || b != endpoints.end();) {
    if (a != others) mixed.push_back(*a++);
    if (b != endpoints.end()) mixed.push_back(*b++);
  }
  endpoints = std::move(mixed);
}

}  // namespace

void AddressHealth::report_failure(const Endpoint& endpoint, TimePoint now) {
  // Connections behind a proxy have no address of their own.
  if (limits_.failures == 0 || endpoint.address().is_unspecified()) return;
  if (!records_.contains(endpoint) && records_.size() >= most_addresses) make_room();
  Record& record = records_[endpoint];
  record.latest = now;
  // Those that were under way together count as one reason to stay away.
  if (now < record.until || ++record.failures < limits_.failures) return;
  record.ejection = record.ejection.count() == 0
                        ? std::min(limits_.ejection, limits_.max_ejection)
                        : std::min(record.ejection * 2, limits_.max_ejection);
  record.until = now + record.ejection;
}

bool AddressHealth::is_ejected(const Endpoint& endpoint, TimePoint now) const {
  return ejected_until(endpoint, now) > TimePoint::min();
}

// The least point in time for those that aren't ejected, so that they come first.
TimePoint AddressHealth::ejected_until(const Endpoint& endpoint, TimePoint now) const {
  const auto found = records_.find(endpoint);
  const bool ejected = found != records_.end() && now < found->second.until;
  return ejected ? found->second.until : TimePoint::min();
}

void AddressHealth::order(std::vector<Endpoint>& endpoints, TimePoint now) const {
  take_turns(endpoints);
  if (records_.empty()) return;
  std::stable_sort(endpoints.begin(), endpoints.end(), [&](const Endpoint& a, const Endpoint& b) {
    return ejected_until(a, now) < ejected_until(b, now);
  });
}

void AddressHealth::make_room() {
  records_.erase(std::min_element(
      records_.begin(), records_.end(),
      [](const auto& a, const auto& b) { return a.second.latest < b.second.latest; }));
}

}  // namespace crmlink::http
