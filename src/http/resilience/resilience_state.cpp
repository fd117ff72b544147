#include "http/resilience/resilience_state.hpp"

#include <algorithm>
#include <utility>

#include "http/origin_name.hpp"
#include "http/resilience/resilient_send.hpp"

namespace crmlink::http {
namespace {

bool is_active(const ResilienceOptions& options) {
  const auto bounds = [](const LaneOptions& lane) { return lane.max_under_way != 0; };
  return options.retry.max_attempts > 1 || options.breaker.consecutive_failures != 0 ||
         options.breaker.failure_share > 0 ||
         (options.hedge.percentile > 0 && options.hedge.max_share > 0) ||
         options.rate.per_second > 0 || options.rate.learn ||
         std::any_of(options.lanes.begin(), options.lanes.end(), bounds);
}

ResilienceServices complete(ResilienceServices services) {
  if (!services.clock) services.clock = make_system_clock(services.executor);
  return services;
}

}  // namespace

ResilienceState::ResilienceState(std::shared_ptr<Transport> inner, ResilienceServices services,
                                 ResilienceOptions options)
    : services_(complete(std::move(services))),
      options_(std::move(options)),
      active_(is_active(options_)),
      inner_(std::move(inner)) {
  if (!options_.random) generator_.seed(std::random_device()());
}

std::shared_ptr<Transport> ResilienceState::inner() const {
  const std::lock_guard lock(mutex_);
  return inner_;
}

bool ResilienceState::passes_through(const Request& request) const noexcept {
  return !active_ && request.alternatives.empty() && request.idempotency_key.empty();
}

std::shared_ptr<OriginGuard> ResilienceState::guard(const Url& url) {
  const std::lock_guard lock(mutex_);
  const std::tuple<bool, std::uint16_t, std::string_view> key(url.is_https(), url.port(),
                                                              url.host());
  auto found = origins_.find(key);
  if (found == origins_.end()) {
    forget_oldest();
    found = origins_.emplace(Key(key), Entry{make_guard(url), 0}).first;
  }
  found->second.last_used = ++uses_;
  return found->second.guard;
}

std::shared_ptr<OriginGuard> ResilienceState::make_guard(const Url& url) const {
  return std::make_shared<OriginGuard>(origin_name(url), options_, services_.clock,
                                       services_.executor, services_.logger);
}

void ResilienceState::forget_oldest() {
  if (origins_.size() < std::max<std::size_t>(1, options_.max_origins)) return;
  auto oldest = origins_.end();
  for (auto it = origins_.begin(); it != origins_.end(); ++it) {
    const Entry& entry = it->second;
    if (entry.guard.use_count() > 1 || !entry.guard->is_idle()) continue;
    if (oldest == origins_.end() || entry.last_used < oldest->second.last_used) oldest = it;
  }
  if (oldest != origins_.end()) origins_.erase(oldest);
}

double ResilienceState::random() {
  const std::lock_guard lock(mutex_);
  if (options_.random) return std::clamp(options_.random(), 0.0, 1.0);
  return std::uniform_real_distribution<double>()(generator_);
}

ResilienceStatistics ResilienceState::statistics() const {
  const std::lock_guard lock(mutex_);
  ResilienceStatistics statistics;
  statistics.origins.reserve(origins_.size());
  for (const auto& [key, entry] : origins_)
    statistics.origins.push_back(entry.guard->statistics());
  std::sort(statistics.origins.begin(), statistics.origins.end(),
            [](const auto& a, const auto& b) { return a.origin < b.origin; });
  return statistics;
}

ResilienceState::Member ResilienceState::add(std::shared_ptr<ResilientSend> request) {
  const std::lock_guard lock(mutex_);
  return under_way_.insert(under_way_.end(), std::move(request));
}

void ResilienceState::remove(Member member) {
  const std::lock_guard lock(mutex_);
  if (inner_) under_way_.erase(member);
}

void ResilienceState::close() {
  std::list<std::shared_ptr<ResilientSend>> requests;
  std::shared_ptr<Transport> inner;
  {
    const std::lock_guard lock(mutex_);
    requests.swap(under_way_);
    inner.swap(inner_);
  }
  for (const auto& request : requests)
    request->request_cancel();
}

}  // namespace crmlink::http
