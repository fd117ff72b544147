#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <string>

namespace ivr {

/// What the progress line says.
struct ProgressState {
  std::size_t done = 0;
  std::size_t total = 0;
  std::size_t running = 0;
  std::size_t failed_dips = 0;
};

/// Shows on standard error how far it is: a line that moves on a terminal, else one now and then.
class Progress {
 public:
  using Ask = std::function<ProgressState()>;

  Progress(boost::asio::any_io_executor executor, Ask ask);
  void start();
  /// Clears the line.
  void stop();

 private:
  void wait();
  void show() const;

  boost::asio::steady_timer timer_;
  const Ask ask_;
  const bool terminal_;
  bool stopped_ = false;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace ivr
