#include "load_runner.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <memory>
#include <utility>

#include "crmlink/http/resilient_transport.hpp"

namespace crmlink::tool {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;
using TimePoint = steady_clock::time_point;

constexpr std::chrono::milliseconds progress_interval{200};

/// Lives on one thread, inside run().
class LoadRunner {
 public:
  explicit LoadRunner(LoadPlan plan)
      : plan_(std::move(plan)),
        client_(std::make_shared<http::Client>(context_.get_executor(), plan_.client)),
        profile_(plan_.config, transport(), DataDipServices(context_.get_executor())),
        signals_(context_, SIGINT, SIGTERM) {}

  LoadResult run() {
    signals_.async_wait([this](boost::system::error_code error, int) {
      if (!error) interrupt();
    });
    began_ = steady_clock::now();
    ends_ = began_ + plan_.duration;
    watch();
    start_due();
    context_.run();
    return result_;
  }

 private:
  std::shared_ptr<http::Transport> transport() {
    const http::ResilienceServices services(context_.get_executor());
    return std::make_shared<http::ResilientTransport>(client_, services, plan_.resilience);
  }

  // When the next dip is due: by the rate, or as soon as one may start.
  TimePoint next_due() const {
    if (plan_.rate <= 0) return steady_clock::now();
    const std::chrono::duration<double> offset(static_cast<double>(started_) / plan_.rate);
    return began_ + std::chrono::duration_cast<steady_clock::duration>(offset);
  }

  void start_due() {
    while (!result_.interrupted && result_.under_way < plan_.concurrency) {
      const auto due = next_due();
      if (due >= ends_) break;
      if (due > steady_clock::now()) return wait_until(due);
      start(due);
    }
    if (result_.under_way == 0) stop();
  }

  void wait_until(TimePoint due) {
    if (waiting_) return;
    waiting_ = true;
    pace_.expires_at(due);
    pace_.async_wait([this](boost::system::error_code) {
      waiting_ = false;
      start_due();
    });
  }

  void start(TimePoint due) {
    ++started_;
    result_.most_under_way = std::max(result_.most_under_way, ++result_.under_way);
    profile_.async_dip(plan_.call, DataDipOptions(), [this, due](const DataDipOutcome& outcome) {
      --result_.under_way;
      record(outcome, steady_clock::now() - due);
      start_due();
    });
  }

  void record(const DataDipOutcome& outcome, std::chrono::nanoseconds latency) {
    if (outcome.status() == DataDipStatus::cancelled) {
      ++result_.cut_short;
      return;
    }
    result_.latencies.record(latency);
    if (!outcome.diagnostics().reused_connection) ++result_.on_new_connection;
    auto& ended = result_.ended.at(static_cast<std::size_t>(outcome.status()));
    if (++ended.count == 1 && !outcome.succeeded()) ended.reason = outcome.reason();
  }

  void watch() {
    progress_.expires_after(progress_interval);
    progress_.async_wait([this](boost::system::error_code error) {
      // It may have been due, and on its way, when stop() cancelled it.
      if (error || stopped_) return;
      report();
      watch();
    });
  }

  void report() {
    result_.elapsed = steady_clock::now() - began_;
    if (plan_.on_progress) plan_.on_progress(result_);
  }

  void interrupt() {
    result_.interrupted = true;
    signals_.clear();
    if (plan_.on_interrupt) plan_.on_interrupt();
    pace_.cancel();
    client_->close();
    if (result_.under_way == 0) stop();
  }

  void stop() {
    if (std::exchange(stopped_, true)) return;
    report();
    progress_.cancel();
    pace_.cancel();
    signals_.cancel();
    client_->close();
  }

  LoadPlan plan_;
  asio::io_context context_{1};
  std::shared_ptr<http::Client> client_;
  DataDipProfile profile_;
  asio::signal_set signals_;
  asio::steady_timer pace_{context_};
  asio::steady_timer progress_{context_};
  LoadResult result_;
  TimePoint began_;
  TimePoint ends_;
  std::uint64_t started_ = 0;
  bool waiting_ = false;
  bool stopped_ = false;
};

}  // namespace

std::uint64_t LoadResult::failed() const noexcept {
  const auto& no_match = ended[static_cast<std::size_t>(DataDipStatus::no_match)];
  return dips() - ended[static_cast<std::size_t>(DataDipStatus::ok)].count - no_match.count;
}

LoadResult run_load(LoadPlan plan) {
  return LoadRunner(std::move(plan)).run();
}

}  // namespace crmlink::tool
