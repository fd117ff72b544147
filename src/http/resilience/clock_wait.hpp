#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <memory>
#include <utility>

#include "crmlink/core/clock.hpp"

namespace crmlink::http {

/// One wait at a time on a clock. After cancel() its function doesn't run, even when the time had
/// come already. Lives on one strand.
class ClockWait {
 public:
  /// Runs `on_time` on `strand` at `when`; cancels what was waited for before.
  template <class Strand, class OnTime>
  void start(Clock& clock, Clock::TimePoint when, const Strand& strand, OnTime on_time) {
    cancel();
    pending_ = std::make_shared<Pending>();
    auto handler = [pending = pending_,
                    on_time = std::move(on_time)](boost::system::error_code error) mutable {
      if (!error && std::exchange(pending->awaited, false)) on_time();
    };
    clock.async_wait_until(
        when, boost::asio::bind_cancellation_slot(
                  pending_->signal.slot(), boost::asio::bind_executor(strand, std::move(handler))));
  }

  void cancel() {
    const auto pending = std::exchange(pending_, nullptr);
    if (pending && std::exchange(pending->awaited, false))
      pending->signal.emit(boost::asio::cancellation_type::terminal);
  }

 private:
  // Shared with the handler: the slot is cleared when that one runs.
  struct Pending {
    boost::asio::cancellation_signal signal;
    bool awaited = true;
  };
  std::shared_ptr<Pending> pending_;
};

}  // namespace crmlink::http
