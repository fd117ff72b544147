#include "metrics.hpp"

namespace exporter {

void add_metrics(Families& families, std::string_view profile,
                 const crmlink::DataDipStatistics& statistics) {
  const auto counter = [&](std::string_view name, std::string_view help, std::uint64_t value) {
    families.counter(name, help, {{"profile", profile}}, value);
  };
  const auto gauge = [&](std::string_view name, std::string_view help, std::size_t value) {
    families.gauge(name, help, {{"profile", profile}}, value);
  };
  for (std::size_t i = 0; i < statistics.by_status.size(); ++i)
    families.counter(
        "crmlink_dips_total", "Data dips that have ended, by status.",
        {{"profile", profile}, {"status", to_string(static_cast<crmlink::DataDipStatus>(i))}},
        statistics.by_status[i]);
  families.histogram("crmlink_dip_duration_seconds", "From start to outcome of a dip.",
                     {{"profile", profile}}, statistics.latencies.total());
  families.phases("crmlink_dip_phase_duration_seconds", "Time of a dip in one phase.",
                  {"profile", profile}, statistics.latencies);
  counter("crmlink_dip_requests_total", "Requests that dips sent.", statistics.requests);
  counter("crmlink_dip_shared_total", "Dips that shared another's request.", statistics.shared);
  counter("crmlink_dip_cache_hits_total", "Dips served by the cache.", statistics.cache_hits);
  counter("crmlink_dip_cache_misses_total", "Dips that the cache couldn't serve.",
          statistics.cache_misses);
  counter("crmlink_dip_stale_total", "Dips served by the cache since the service failed.",
          statistics.stale_served);
  counter("crmlink_dip_late_answers_total", "Answers past the deadline.", statistics.late_answers);
  gauge("crmlink_dip_cache_entries", "Replies in the cache, now.", statistics.cache_entries);
  gauge("crmlink_dip_requests_under_way", "Requests under way, now.", statistics.under_way);
}

}  // namespace exporter
