#include "http/address_health.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace crmlink::http {
namespace {

using Endpoint = AddressHealth::Endpoint;

void take_turns(std::vector<Endpoint>& endpoints) {
  if (endpoints.empty()) return;
  std::vector<Endpoint> first;
  std::vector<Endpoint> second;
  std::partition_copy(endpoints.begin(), endpoints.end(), std::back_inserter(first),
                      std::back_inserter(second),
                      [family = endpoints.front().protocol()](const Endpoint& endpoint) {
                        return endpoint.protocol() == family;
                      });
  endpoints.clear();
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i < first.size()) endpoints.push_back(first[i]);
    if (i < second.size()) endpoints.push_back(second[i]);
  }
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
  // std::stable_sort() asks libstdc++ for a buffer by a function that Clang calls deprecated.
  const auto earlier = [&](const Endpoint& a, const Endpoint& b) {
    return ejected_until(a, now) < ejected_until(b, now);
  };
  for (auto next = endpoints.begin(); next != endpoints.end(); ++next)
    std::rotate(std::upper_bound(endpoints.begin(), next, *next, earlier), next, next + 1);
}

void AddressHealth::make_room() {
  records_.erase(std::min_element(
      records_.begin(), records_.end(),
      [](const auto& a, const auto& b) { return a.second.latest < b.second.latest; }));
}

}  // namespace crmlink::http
