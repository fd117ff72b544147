#include "export_runner.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>

#include "crmlink/http/resilient_transport.hpp"

namespace crmlink::tool {
namespace {

namespace asio = boost::asio;

constexpr std::size_t batch_size = 500;

/// Pulls until there is nothing more.
class Puller {
 public:
  Puller(ExportPlan& plan, MessageExport& stream, std::function<void()> on_end)
      : plan_(plan), stream_(stream), on_end_(std::move(on_end)) {}

  void pull() {
    stream_.async_next(batch_size, asio::bind_cancellation_slot(
                                       cancellation_.slot(),
                                       [this](const Result<MessageBatch>& batch) { take(batch); }));
  }
  void cancel() {
    cancelled_ = true;
    cancellation_.emit(asio::cancellation_type::terminal);
  }
  const Error& error() const noexcept { return error_; }

 private:
  void take(const Result<MessageBatch>& batch) {
    if (!batch) return end(batch.error());
    if (const auto taken = plan_.take(*batch); !taken) return end(taken.error());
    if (batch->end) return end(Error());
    if (cancelled_) return end(Errc::cancelled);
    pull();
  }
  void end(const Error& why) {
    error_ = why;
    on_end_();
  }

  ExportPlan& plan_;
  MessageExport& stream_;
  std::function<void()> on_end_;
  asio::cancellation_signal cancellation_;
  bool cancelled_ = false;
  Error error_;
};

}  // namespace

Error run_export(ExportPlan plan) {
  asio::io_context context(1);
  const auto client = std::make_shared<http::Client>(context.get_executor(), plan.client);
  http::ResilienceServices resilience(context.get_executor());
  resilience.logger = plan.logger;
  const auto transport =
      std::make_shared<http::ResilientTransport>(client, resilience, plan.resilience);
  MessageExportServices services(context.get_executor());
  services.logger = plan.logger;
  auto stream = plan.token.empty()
                    ? MessageExport::open(plan.config, transport, services, plan.query)
                    : MessageExport::resume(plan.config, transport, services, plan.token);
  if (!stream) return stream.error();
  if (const auto begun = plan.begin(stream->progress_at_start()); !begun) return begun.error();

  asio::signal_set signals(context, SIGINT, SIGTERM);
  Puller puller(plan, *stream, [&] {
    signals.cancel();
    client->close();
  });
  signals.async_wait([&](boost::system::error_code error, int) {
    if (error) return;
    signals.clear();
    if (plan.on_interrupt) plan.on_interrupt();
    puller.cancel();
  });
  puller.pull();
  context.run();
  return puller.error();
}

}  // namespace crmlink::tool
