#include "crmlink/core/clock.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include "core/completion.hpp"

namespace crmlink {
namespace {

namespace asio = boost::asio;

/// One wait. Its strand serialises a cancellation with the timer, which isn't thread-safe.
class TimedWait : public std::enable_shared_from_this<TimedWait> {
 public:
  TimedWait(const asio::any_io_executor& executor, Clock::TimePoint when,
            Clock::WaitHandler handler)
      : timer_(asio::make_strand(executor), when), completion_(std::move(handler), executor) {}

  void start() {
    completion_.on_cancel([weak = weak_from_this()] {
      const auto self = weak.lock();
      if (self) asio::post(self->timer_.get_executor(), [self] { self->timer_.cancel(); });
    });
    timer_.async_wait([self = shared_from_this()](boost::system::error_code ec) {
      self->completion_.complete(ec);
    });
  }

 private:
  asio::steady_timer timer_;
  Completion<boost::system::error_code> completion_;
};

class SystemClock final : public Clock {
 public:
  explicit SystemClock(asio::any_io_executor executor) : executor_(std::move(executor)) {}

  TimePoint now() const noexcept override { return std::chrono::steady_clock::now(); }
  WallTime wall_now() const noexcept override { return std::chrono::system_clock::now(); }

 protected:
  void start_wait(TimePoint when, WaitHandler handler) override {
    std::make_shared<TimedWait>(executor_, when, std::move(handler))->start();
  }

 private:
  asio::any_io_executor executor_;
};

}  // namespace

Clock::~Clock() = default;

std::shared_ptr<Clock> make_system_clock(asio::any_io_executor executor) {
  return std::make_shared<SystemClock>(std::move(executor));
}

}  // namespace crmlink
