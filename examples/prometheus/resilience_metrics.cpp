#include "metrics.hpp"

namespace exporter {
namespace {

using crmlink::http::BreakerState;
using crmlink::http::KnownLimit;
using crmlink::http::OriginStatistics;
using crmlink::http::Priority;

void add_breaker(Families& families, const OriginStatistics& origin) {
  for (const auto state : {BreakerState::closed, BreakerState::open, BreakerState::half_open})
    families.gauge("crmlink_breaker_state", "1 for the state that the circuit breaker is in.",
                   {{"origin", origin.origin}, {"state", to_string(state)}},
                   origin.breaker == state ? 1 : 0);
  families.counter("crmlink_breaker_opened_total", "How often the circuit breaker opened.",
                   {{"origin", origin.origin}}, origin.breaker_opened);
  families.counter("crmlink_breaker_refused_total", "Requests that it turned away.",
                   {{"origin", origin.origin}}, origin.breaker_refused);
}

void add_retries(Families& families, const OriginStatistics& origin) {
  families.counter("crmlink_retries_total", "Attempts that repeated one.",
                   {{"origin", origin.origin}}, origin.retries);
  families.counter("crmlink_failovers_total", "Attempts that came from another origin.",
                   {{"origin", origin.origin}}, origin.failovers);
  families.gauge("crmlink_retry_budget", "Retries that the budget allows now.",
                 {{"origin", origin.origin}}, origin.budget_left);
  families.counter("crmlink_retry_budget_refused_total", "Retries that the budget didn't allow.",
                   {{"origin", origin.origin}}, origin.budget_refused);
  families.counter("crmlink_hedges_total", "Second copies of requests sent.",
                   {{"origin", origin.origin}}, origin.hedges);
  families.counter("crmlink_hedges_won_total", "Second copies that answered first.",
                   {{"origin", origin.origin}}, origin.hedges_won);
}

void add_lanes(Families& families, const OriginStatistics& origin) {
  for (std::size_t i = 0; i < origin.lanes.size(); ++i) {
    const auto& lane = origin.lanes[i];
    const auto name = to_string(static_cast<Priority>(i));
    families.gauge("crmlink_lane_under_way", "Attempts, now, by lane.",
                   {{"origin", origin.origin}, {"lane", name}}, lane.under_way);
    families.gauge("crmlink_lane_waiting", "Requests that wait for their turn, now, by lane.",
                   {{"origin", origin.origin}, {"lane", name}}, lane.waiting);
    families.counter("crmlink_lane_refused_total", "Requests refused for the lane or the rate.",
                     {{"origin", origin.origin}, {"lane", name}},
                     lane.queue_full + lane.rate_limited);
  }
}

void add_quota(Families& families, const OriginStatistics& origin, std::string_view window,
               const KnownLimit& limit) {
  if (limit.remaining)
    families.gauge("crmlink_quota_remaining", "What is left of a server's quota.",
                   {{"origin", origin.origin}, {"window", window}}, *limit.remaining);
}

}  // namespace

void add_metrics(Families& families, const crmlink::http::ResilienceStatistics& statistics) {
  for (const auto& origin : statistics.origins) {
    add_breaker(families, origin);
    add_retries(families, origin);
    add_lanes(families, origin);
    add_quota(families, origin, "brief", origin.brief_limit);
    add_quota(families, origin, "daily", origin.daily_limit);
  }
}

}  // namespace exporter
