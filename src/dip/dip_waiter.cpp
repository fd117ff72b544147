#include "dip/dip_waiter.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/system/error_code.hpp>

#include "dip/flight.hpp"

namespace crmlink {
namespace asio = boost::asio;

DipWaiter::DipWaiter(std::shared_ptr<DipWorld> world, DipTerms terms, http::Request request,
                     Completion<DataDipOutcome> completion)
    : world_(std::move(world)),
      terms_(std::move(terms)),
      request_(std::move(request)),
      completion_(std::move(completion)),
      timer_(CancelGate::kept_busy(world_->services.executor)) {}

void DipWaiter::allow_cancellation() {
  completion_.on_cancel([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->cancel();
  });
}

void DipWaiter::start_timer() {
  const auto self = shared_from_this();
  auto on_time = [self](boost::system::error_code cancelled) {
    if (!cancelled) self->on_deadline();
  };
  const CancelGate::Executor executor(std::shared_ptr<CancelGate>(self, &timer_));
  world_->services.clock->async_wait_until(
      terms_.deadline, asio::bind_cancellation_slot(
                           timer_.slot(), asio::bind_executor(executor, std::move(on_time))));
  timer_.opened();
}

void DipWaiter::complete(const DataDipOutcome& outcome) {
  timer_.cancel();
  world_->account(outcome, terms_.trace);
  completion_.complete(outcome);
}

void DipWaiter::on_deadline() {
  std::shared_ptr<Flight> abandoned;
  {
    const std::lock_guard lock(world_->mutex);
    if (!claim()) return;
    if (flight_ != nullptr) abandoned = flight_->leave_late(*this);
  }
  if (abandoned) abandoned->cancel();
  complete(world_->or_stale(world_->failed(Errc::wait_timeout, terms_.started), terms_.digest));
}

void DipWaiter::cancel() {
  std::shared_ptr<Flight> abandoned;
  {
    const std::lock_guard lock(world_->mutex);
    if (claimed_ || std::exchange(cancelled_, true)) return;
    // The last one waits for the transport to say how far the request got.
    if (flight_ != nullptr) abandoned = flight_->abandon_unless_shared(*this);
    if (!abandoned) {
      claim();
      if (flight_ != nullptr) flight_->leave(*this);
    }
  }
  if (abandoned) return abandoned->cancel();
  complete(world_->failed(Errc::cancelled, terms_.started));
}

}  // namespace crmlink
