#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <memory>
#include <utility>

#include "crmlink/core/export.hpp"

namespace crmlink {

/// Tells the time and waits; injected everywhere, so that a test makes a week pass in milliseconds
/// (testing::FakeClock).
///
/// Thread-safe.
class CRMLINK_EXPORT Clock {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;  ///< For deadlines and elapsed times.
  using WallTime = std::chrono::system_clock::time_point;   ///< For what people read.
  using WaitHandler = boost::asio::any_completion_handler<void(boost::system::error_code)>;

  virtual ~Clock();

  /// Returns the steady time.
  virtual TimePoint now() const noexcept = 0;
  /// Returns the wall-clock time.
  virtual WallTime wall_now() const noexcept = 0;

  /// Waits until the steady time `when`; completes with success, or
  /// `asio::error::operation_aborted` when cancelled (terminal). The handler runs on its associated
  /// executor, or else on the clock's, never inside this call.
  template <boost::asio::completion_token_for<void(boost::system::error_code)> Token =
                boost::asio::deferred_t>
  auto async_wait_until(TimePoint when, Token&& token = Token{}) {
    return boost::asio::async_initiate<Token, void(boost::system::error_code)>(
        [](auto handler, Clock* self, TimePoint at) { self->start_wait(at, std::move(handler)); },
        token, this, when);
  }

 protected:
  Clock() = default;
  Clock(const Clock&) = default;
  Clock& operator=(const Clock&) = default;

  /// Starts a wait; see async_wait_until.
  virtual void start_wait(TimePoint when, WaitHandler handler) = 0;
};

/// Makes the real clock; its waits run on `executor`.
CRMLINK_EXPORT std::shared_ptr<Clock> make_system_clock(boost::asio::any_io_executor executor);

}  // namespace crmlink
