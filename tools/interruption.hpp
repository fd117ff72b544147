#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>

namespace crmlink::tool {

/// Waits for Ctrl-C, the end of a call: the first SIGINT or SIGTERM cancels what is under way, a
/// second one ends the process.
///
/// Keeps the context running until stop(). One thread.
class Interruption {
 public:
  /// `tell` is called once, before anything is cancelled; may be empty.
  Interruption(boost::asio::io_context& context, std::function<void()> tell);
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// Returns what operations are bound to, one at a time.
  boost::asio::cancellation_slot slot() noexcept { return cancellation_.slot(); }
  bool came() const noexcept { return came_; }
  /// Waits no longer.
  void stop() { signals_.cancel(); }

 private:
  void interrupt();

  boost::asio::signal_set signals_;
  boost::asio::cancellation_signal cancellation_;
  std::function<void()> tell_;
  bool came_ = false;
};

}  // namespace crmlink::tool
