#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "live_call.hpp"

namespace ivr {

/// How calls come in.
struct CallEngineOptions {
  CallEngineOptions() = default;

  std::size_t concurrency = 40;  ///< The most calls at once; further ones wait.
  double rate = 40;              ///< Calls per second; zero: as many as may be.
  double speed = 20;             ///< How much faster than in life people talk and type.
};

/// Plays many calls at once through one flow. All of it on one thread.
class CallEngine {
 public:
  CallEngine(boost::asio::any_io_executor executor, Flow flow, Profiles profiles,
             CallEngineOptions options);

  /// Starts; calls `on_done` when the last call has ended.
  void start(std::vector<Call> calls, std::function<void()> on_done);
  /// Takes no more calls.
  void stop_new_calls();
  /// Hangs up on everybody.
  void hang_up_all();

  /// Returns all calls; those that didn't end or weren't started have CallEnd::none.
  const std::vector<CallRecord>& records() const { return records_; }
  std::size_t started() const { return next_; }
  std::size_t running() const { return live_.size(); }

 private:
  void start_due_calls();
  void start_call(CallRecord& record);
  void wait_until(std::chrono::steady_clock::time_point due);

  const boost::asio::any_io_executor executor_;
  const Flow flow_;
  const Profiles profiles_;
  const CallEngineOptions options_;
  boost::asio::steady_timer timer_;
  std::chrono::steady_clock::time_point began_;
  std::vector<CallRecord> records_;
  std::size_t next_ = 0;  ///< The number of calls that were started.
  bool accepting_ = true;
  std::map<std::size_t, std::shared_ptr<LiveCall>> live_;
  std::function<void()> on_done_;
};

}  // namespace ivr
