#include "http/origin_counters.hpp"

namespace crmlink::http {

void OriginCounters::count_answer(int status, const Diagnostics& diagnostics) noexcept {
  count_request(diagnostics);
  ++counted_.answered;
  const auto status_class = static_cast<std::size_t>(status / 100);
  if (status_class < counted_.by_status_class.size()) ++counted_.by_status_class[status_class];
}

void OriginCounters::count_failure(const Error& error, const Diagnostics& diagnostics) noexcept {
  count_request(diagnostics);
  const auto code = static_cast<std::size_t>(error.code().value());
  if (code < failures_.size()) ++failures_[code];
}

void OriginCounters::count_request(const Diagnostics& diagnostics) noexcept {
  ++counted_.requests;
  counted_.attempts += diagnostics.attempts;
  if (diagnostics.reused_connection) ++counted_.reused_connection;
  counted_.latencies.record(diagnostics.elapsed.total(), diagnostics.elapsed);
}

void OriginCounters::count_connection(bool tls, bool resumed) noexcept {
  ++counted_.connections_made;
  if (tls) ++counted_.tls_made;
  if (resumed) ++counted_.tls_resumed;
}

void OriginCounters::merge(const OriginCounters& other) noexcept {
  const ClientOriginStatistics& more = other.counted_;
  counted_.requests += more.requests;
  counted_.answered += more.answered;
  counted_.attempts += more.attempts;
  counted_.reused_connection += more.reused_connection;
  for (std::size_t i = 0; i < more.by_status_class.size(); ++i)
    counted_.by_status_class[i] += more.by_status_class[i];
  for (std::size_t i = 0; i < failures_.size(); ++i)
    failures_[i] += other.failures_[i];
  counted_.connections_made += more.connections_made;
  counted_.connections_failed += more.connections_failed;
  counted_.tls_made += more.tls_made;
  counted_.tls_resumed += more.tls_resumed;
  counted_.latencies.merge(more.latencies);
}

ClientOriginStatistics OriginCounters::read() const {
  ClientOriginStatistics statistics = counted_;
  for (std::size_t code = 0; code < failures_.size(); ++code)
    if (failures_[code] != 0) statistics.failures.emplace(static_cast<Errc>(code), failures_[code]);
  return statistics;
}

}  // namespace crmlink::http
