#include "dip/dip_world.hpp"

#include <boost/asio/post.hpp>
#include <string>
#include <utility>

#include "dip/outcome_builder.hpp"
#include "dip/retelling.hpp"

namespace crmlink {
namespace {

constexpr int request_timeout = 408;
constexpr int too_many_requests = 429;

LogLevel level_of(DataDipStatus status) noexcept {
  return status == DataDipStatus::cancelled ? LogLevel::info : LogLevel::warning;
}

void log_failure(const Logger& logger, const DataDipOutcome& outcome,
                 const http::TraceContext& trace) {
  if (!outcome.error() || !logger.enabled(level_of(outcome.status()))) return;
  const auto& diagnostics = outcome.diagnostics();
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(diagnostics.total);
  std::string line = outcome.reason();
  line.append(" (").append(to_string(outcome.status()));
  line.append(", phase ").append(to_string(diagnostics.phase));
  line.append(", ").append(std::to_string(elapsed.count())).append(" ms");
  line.append(", attempts ").append(std::to_string(diagnostics.attempts));
  if (trace) line.append(", trace ").append(trace.trace_id());
  line.append(")");
  logger.write(level_of(outcome.status()), "dip", line);
}

}  // namespace

DipWorld::DipWorld(DataDipConfig profile, std::shared_ptr<http::Transport> by, DataDipServices host)
    : config(std::move(profile)),
      transport(std::move(by)),
      services(std::move(host)),
      home(services.executor),
      cache(config.cache()) {}

DataDipOutcome DipWorld::failed(Errc code, TimePoint started) const {
  ErrorInfo info(code);
  info.where = "POST " + std::string(config.masked_url());
  info.phase = Phase::wait;
  info.attempts = 1;
  info.delivery = Delivery::maybe_applied;
  info.elapsed.add(Phase::wait, now() - started);
  return make_outcome(config, Error(std::move(info)), *services.clock, started);
}

DataDipOutcome DipWorld::or_stale(DataDipOutcome outcome, const RequestDigest& key) {
  if (!cache.enabled() || !is_failure_of_service(outcome)) return outcome;
  std::unique_lock lock(mutex);
  const auto kept = cache.find_after_failure(key, now());
  lock.unlock();
  return kept ? told_in_place_of(outcome, *kept) : outcome;
}

void DipWorld::account(const DataDipOutcome& outcome, const http::TraceContext& trace) {
  counters.count(outcome);
  latencies.record(outcome.diagnostics());
  log_failure(services.logger, outcome, trace);
  if (!services.observer) return;
  // Any thread may have ended the dip by cancelling it, or be inside the initiating function.
  boost::asio::post(services.executor, [observer = services.observer, outcome, trace] {
    observer->on_dip(DataDipReport(outcome, trace));
  });
}

DataDipStatistics DipWorld::statistics() {
  DataDipStatistics statistics;
  counters.read(statistics);
  statistics.latencies = latencies.read();
  const std::lock_guard lock(mutex);
  statistics.cache_entries = cache.size();
  statistics.under_way = flights.size();
  return statistics;
}

bool is_failure_of_service(const DataDipOutcome& outcome) noexcept {
  const auto status = outcome.diagnostics().http_status;
  switch (outcome.status()) {
    case DataDipStatus::timeout:
    case DataDipStatus::transport:
    case DataDipStatus::rejected:
      return true;
    case DataDipStatus::http_status:
      return status >= 500 || status == request_timeout || status == too_many_requests;
    default:
      return false;
  }
}

bool is_refusal(const DataDipOutcome& outcome) noexcept {
  const auto status = outcome.diagnostics().http_status;
  return outcome.status() == DataDipStatus::http_status && status >= 400 && status < 500 &&
         !is_failure_of_service(outcome);
}

}  // namespace crmlink
