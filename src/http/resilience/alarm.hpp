#pragma once

#include <boost/asio/post.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "http/resilience/clock_wait.hpp"
#include "http/resilience/strand.hpp"

namespace crmlink::http {

/// A wait that may be moved and taken back from any thread.
class Alarm : public std::enable_shared_from_this<Alarm> {
 public:
  Alarm(std::shared_ptr<Clock> clock, const boost::asio::any_io_executor& executor,
        std::function<void()> on_time)
      : clock_(std::move(clock)),
        strand_(boost::asio::make_strand(executor)),
        on_time_(std::move(on_time)) {}

  /// Sets it to `when`, or takes it back.
  void set(std::optional<Clock::TimePoint> when) {
    boost::asio::post(strand_, [self = shared_from_this(), when] { self->apply(when); });
  }

 private:
  void apply(std::optional<Clock::TimePoint> when) {
    wait_.cancel();
    if (when)
      wait_.start(*clock_, *when, strand_, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->on_time_();
      });
  }

  std::shared_ptr<Clock> clock_;
  Strand strand_;
  std::function<void()> on_time_;
  ClockWait wait_;
};

}  // namespace crmlink::http
