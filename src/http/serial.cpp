#include "http/serial.hpp"

#include <boost/asio/post.hpp>
#include <chrono>
#include <string>

namespace crmlink::http {
namespace {

std::string milliseconds(std::chrono::nanoseconds time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) +
         " ms";
}

void log_failure(const Logger& logger, const Error& error, const Diagnostics& diagnostics,
                 const TraceContext& trace) {
  const LogLevel level = error.is(Condition::cancelled) ? LogLevel::info : LogLevel::warning;
  if (!logger.enabled(level)) return;
  std::string line = error.message();
  line.append("; phase ").append(to_string(error.phase()));
  if (!diagnostics.peer.empty()) line.append(", peer ").append(diagnostics.peer);
  line.append(", attempt ").append(std::to_string(diagnostics.attempts));
  line.append(", after ").append(milliseconds(diagnostics.elapsed.total()));
  line.append(", ").append(to_string(diagnostics.delivery));
  if (trace) line.append(", trace ").append(trace.trace_id());
  logger.write(level, "http", line);
}

void report(ExchangeObserver& observer, const Finished& finished) {
  const ExchangeRecord& record = *finished.record;
  ExchangeReport report(record.origin, record.method, record.diagnostics, record.trace);
  if (finished.result)
    report.status = finished.result->status();
  else
    report.error = finished.result.error();
  observer.on_exchange(report);
}

}  // namespace

Serial::Entry::Entry(std::shared_ptr<Serial> serial, From from)
    : serial_(std::move(serial)), from_(from) {
  serial_->mutex_.lock();
  serial_->inside_ = this;
}

Serial::Entry::~Entry() {
  serial_->inside_ = nullptr;
  serial_->mutex_.unlock();
  discarded_.clear();
  if (!first_) return;
  serial_->bring(std::move(*first_), from_);
  for (auto& finished : more_)
    serial_->bring(std::move(finished), from_);
}

void Serial::bring(Finished finished, From from) const {
  if (finished.log && !finished.result)
    log_failure(logger_, finished.result.error(), *finished.log, finished.trace);
  if (finished.record) return bring_observed(std::move(finished), from);
  if (from == From::executor)
    finished.completion.complete_here(std::move(finished.result));
  else
    finished.completion.complete(std::move(finished.result));
}

void Serial::bring_observed(Finished finished, From from) const {
  auto tell = [observer = observer_](Finished ended) {
    report(*observer, ended);
    ended.completion.complete_here(std::move(ended.result));
  };
  if (from == From::executor) return tell(std::move(finished));
  const auto home = finished.completion.home();
  boost::asio::post(home, [tell = std::move(tell), ended = std::move(finished)]() mutable {
    tell(std::move(ended));
  });
}

void Serial::discard(std::shared_ptr<const void> object) {
  inside_->discarded_.push_back(std::move(object));
}

void Serial::finish(Finished finished) {
  if (!inside_->first_)
    inside_->first_.emplace(std::move(finished));
  else
    inside_->more_.push_back(std::move(finished));
}

}  // namespace crmlink::http
