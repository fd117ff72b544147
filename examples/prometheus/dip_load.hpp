#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "crmlink/dip/data_dip_profile.hpp"

namespace exporter {

/// Starts dips at a steady rate, each about another caller. One thread at a time.
class DipLoad {
 public:
  DipLoad(const boost::asio::any_io_executor& executor, crmlink::DataDipProfile profile,
          std::vector<std::string> callers, double rate);

  /// Starts `count` dips, one after the other, or goes on without end when that is zero. `on_done`
  /// is called when the last one has ended.
  void start(std::size_t count, std::function<void()> on_done);
  /// Starts no more; those under way end by themselves.
  void stop();

 private:
  void start_next();

  boost::asio::steady_timer timer_;
  crmlink::DataDipProfile profile_;
  std::vector<std::string> callers_;
  std::chrono::nanoseconds pause_;
  std::function<void()> on_done_;
  std::size_t count_ = 0;
  std::size_t started_ = 0;
  std::size_t ended_ = 0;
};

}  // namespace exporter
