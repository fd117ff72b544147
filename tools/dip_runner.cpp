#include "dip_runner.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <utility>

#include "crmlink/http/resilient_transport.hpp"
#include "interruption.hpp"

namespace crmlink::tool {
namespace {

namespace asio = boost::asio;

/// Lives on one thread, inside run().
class Runner {
 public:
  explicit Runner(DipPlan plan)
      : plan_(std::move(plan)),
        client_(std::make_shared<http::Client>(context_.get_executor(), plan_.client)),
        profile_(plan_.config, transport(), services()),
        interruption_(context_, plan_.on_interrupt) {}

  std::vector<DipRun> run() {
    start_next();
    context_.run();
    return std::move(runs_);
  }

 private:
  std::shared_ptr<http::Transport> transport() {
    http::ResilienceServices services(context_.get_executor());
    services.logger = plan_.logger;
    return std::make_shared<http::ResilientTransport>(client_, services, plan_.resilience);
  }

  DataDipServices services() {
    DataDipServices services(context_.get_executor());
    services.logger = plan_.logger;
    return services;
  }

  DataDipOptions options() {
    DataDipOptions options;
    if (plan_.timeout.count() != 0)
      options.deadline = std::chrono::steady_clock::now() + plan_.timeout;
    options.on_slow = [this] { slow_ = true; };
    return options;
  }

  void start_next() {
    if (interruption_.came() || runs_.size() == plan_.repeat) return stop();
    slow_ = false;
    profile_.async_dip(
        plan_.call, options(),
        asio::bind_cancellation_slot(interruption_.slot(), [this](DataDipOutcome outcome) {
          runs_.push_back({std::move(outcome), slow_});
          start_next();
        }));
  }

  void stop() {
    interruption_.stop();
    client_->close();
  }

  DipPlan plan_;
  asio::io_context context_{1};
  std::shared_ptr<http::Client> client_;
  DataDipProfile profile_;
  Interruption interruption_;
  std::vector<DipRun> runs_;
  bool slow_ = false;
};

}  // namespace

std::vector<DipRun> run_dips(DipPlan plan) {
  return Runner(std::move(plan)).run();
}

}  // namespace crmlink::tool
