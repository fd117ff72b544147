#include <string>

#include "metrics.hpp"

namespace exporter {
namespace {

using crmlink::http::ClientOriginStatistics;

void add_requests(Families& families, std::string_view origin,
                  const ClientOriginStatistics& statistics) {
  families.counter("crmlink_http_requests_total", "Requests that have ended.", {{"origin", origin}},
                   statistics.requests);
  families.counter("crmlink_http_attempts_total", "Attempts that they took.", {{"origin", origin}},
                   statistics.attempts);
  for (std::size_t i = 0; i < statistics.by_status_class.size(); ++i)
    if (const auto count = statistics.by_status_class[i]; count > 0)
      families.counter("crmlink_http_responses_total", "Whole replies, by class of status.",
                       {{"origin", origin}, {"status", std::to_string(i) + "xx"}}, count);
  for (const auto& [code, count] : statistics.failures)
    families.counter("crmlink_http_failures_total", "Requests without a whole reply, by reason.",
                     {{"origin", origin}, {"reason", to_string(code)}}, count);
  families.histogram("crmlink_http_request_duration_seconds", "From start to end of a request.",
                     {{"origin", origin}}, statistics.latencies.total());
  families.phases("crmlink_http_phase_duration_seconds", "Time of a request in one phase.",
                  {"origin", origin}, statistics.latencies);
}

void add_pool(Families& families, std::string_view origin,
              const ClientOriginStatistics& statistics) {
  const auto connections = [&](std::string_view state, std::size_t count) {
    families.gauge("crmlink_http_connections", "Connections, now.",
                   {{"origin", origin}, {"state", state}}, count);
  };
  connections("idle", statistics.idle);
  connections("leased", statistics.leased);
  connections("connecting", statistics.connecting);
  families.gauge("crmlink_http_waiting_requests", "Requests that wait for a connection, now.",
                 {{"origin", origin}}, statistics.waiting);
}

void add_connections(Families& families, std::string_view origin,
                     const ClientOriginStatistics& statistics) {
  families.counter("crmlink_http_connections_made_total", "Connections that stood.",
                   {{"origin", origin}}, statistics.connections_made);
  families.counter("crmlink_http_connections_failed_total", "Connections that couldn't be made.",
                   {{"origin", origin}}, statistics.connections_failed);
  const auto handshakes = [&](std::string_view resumed, std::uint64_t count) {
    families.counter("crmlink_http_tls_handshakes_total", "TLS handshakes that succeeded.",
                     {{"origin", origin}, {"resumed", resumed}}, count);
  };
  handshakes("true", statistics.tls_resumed);
  handshakes("false", statistics.tls_made - statistics.tls_resumed);
}

}  // namespace

void add_metrics(Families& families, const crmlink::http::ClientStatistics& statistics) {
  for (const auto& origin : statistics.origins) {
    add_requests(families, origin.origin, origin);
    add_pool(families, origin.origin, origin);
    add_connections(families, origin.origin, origin);
  }
  add_requests(families, "other", statistics.others);
  add_connections(families, "other", statistics.others);
}

}  // namespace exporter
