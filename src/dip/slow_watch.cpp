#include "dip/slow_watch.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/system/error_code.hpp>
#include <utility>

namespace crmlink {
namespace asio = boost::asio;

SlowWatch::SlowWatch(DataDipProfile::Handler handler, std::function<void()> on_slow,
                     const asio::any_io_executor& executor)
    : executor_(executor),
      strand_(asio::make_strand(executor)),
      handler_executor_(asio::get_associated_executor(handler, executor)),
      on_slow_(std::move(on_slow)),
      completion_(std::move(handler), executor) {}

DataDipProfile::Handler SlowWatch::start(Clock& clock, std::chrono::milliseconds delay) {
  completion_.on_cancel([weak = weak_from_this(), strand = strand_] {
    asio::post(strand, [weak] {
      if (const auto self = weak.lock()) self->end_of_dip_.emit(asio::cancellation_type::terminal);
    });
  });
  if (delay > delay.zero())
    wait(clock, delay);
  else
    notify();
  return asio::bind_cancellation_slot(
      end_of_dip_.slot(),
      asio::bind_executor(strand_, [self = shared_from_this()](DataDipOutcome outcome) {
        self->finish(std::move(outcome));
      }));
}

void SlowWatch::wait(Clock& clock, std::chrono::milliseconds delay) {
  auto on_time = [self = shared_from_this()](boost::system::error_code cancelled) {
    if (!cancelled) self->notify();
  };
  clock.async_wait_until(
      clock.now() + delay,
      asio::bind_cancellation_slot(end_of_wait_.slot(),
                                   asio::bind_executor(strand_, std::move(on_time))));
}

// The dip may end while the call is on its way to the handler's executor, hence the look at done_
// over there.
void SlowWatch::notify() {
  asio::post(executor_, [self = shared_from_this()] {
    asio::dispatch(self->handler_executor_, [self] {
      if (!self->done_) self->on_slow_();
    });
  });
}

void SlowWatch::finish(DataDipOutcome outcome) {
  done_ = true;
  end_of_wait_.emit(asio::cancellation_type::terminal);
  completion_.complete(std::move(outcome));
}

}  // namespace crmlink
