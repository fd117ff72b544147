#pragma once

#include <atomic>
#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <functional>
#include <memory>

#include "core/completion.hpp"
#include "crmlink/core/clock.hpp"
#include "crmlink/dip/data_dip_profile.hpp"

namespace crmlink {

/// Stands between a dip and its handler, and calls `on_slow` when the dip takes its time.
///
/// Only dips whose engine wants to know pay for it: a timer and a strand.
class SlowWatch : public std::enable_shared_from_this<SlowWatch> {
 public:
  SlowWatch(DataDipProfile::Handler handler, std::function<void()> on_slow,
            const boost::asio::any_io_executor& executor);

  /// Begins to watch and returns the handler to start the dip with; call it once. `on_slow` is
  /// called after `delay`, or at once if that is zero.
  DataDipProfile::Handler start(Clock& clock, std::chrono::milliseconds delay);

 private:
  void wait(Clock& clock, std::chrono::milliseconds delay);
  void notify();
  void finish(DataDipOutcome outcome);

  const boost::asio::any_io_executor executor_;
  // The signals are emitted on the strand; start() installs them before anything runs there.
  const boost::asio::any_io_executor strand_;
  const boost::asio::any_completion_executor handler_executor_;
  const std::function<void()> on_slow_;
  Completion<DataDipOutcome> completion_;
  boost::asio::cancellation_signal end_of_wait_;
  boost::asio::cancellation_signal end_of_dip_;
  std::atomic<bool> done_ = false;
};

}  // namespace crmlink
