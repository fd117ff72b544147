#include "dip/join.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/system/error_code.hpp>
#include <utility>

namespace crmlink {
namespace asio = boost::asio;

Join::Join(std::shared_ptr<DipWorld> world, const RequestDigest& digest,
           DataDipTicket::Handler handler)
    : world_(std::move(world)),
      digest_(digest),
      started_(world_->now()),
      completion_(std::move(handler), world_->services.executor),
      timer_(CancelGate::kept_busy(world_->services.executor)) {}

void Join::allow_cancellation() {
  completion_.on_cancel([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->cancel();
  });
}

void Join::start_timer(std::chrono::nanoseconds remaining) {
  const auto self = shared_from_this();
  auto on_time = [self](boost::system::error_code cancelled) {
    if (!cancelled) self->give_up();
  };
  const CancelGate::Executor executor(std::shared_ptr<CancelGate>(self, &timer_));
  world_->services.clock->async_wait_until(
      started_ + std::chrono::duration_cast<Clock::TimePoint::duration>(remaining),
      asio::bind_cancellation_slot(timer_.slot(),
                                   asio::bind_executor(executor, std::move(on_time))));
  timer_.opened();
}

void Join::arrive(const DataDipOutcome& outcome) {
  if (claim()) complete(outcome);
}

void Join::give_up() {
  if (!claim()) return;
  DipCounters::add(world_->counters.joins_too_early);
  complete(world_->or_stale(world_->failed(Errc::wait_timeout, started_), digest_));
}

void Join::cancel() {
  if (claim()) complete(world_->failed(Errc::cancelled, started_));
}

void Join::complete(DataDipOutcome outcome) {
  timer_.cancel();
  DipCounters::add(world_->counters.joins);
  completion_.complete(std::move(outcome));
}

}  // namespace crmlink
