#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "exchange/facts.hpp"

namespace crmlink::bench {

/// What a client is to do.
struct Setup {
  Work work = Work::dip;
  bool tls = false;
  std::uint16_t port = 0;
  std::string root;               ///< The certificate to trust (PEM).
  std::string prefix;             ///< Before each target: `/after/300000`.
  std::size_t connections = 512;  ///< The most at a time.
  bool keep = true;  ///< Whether connections are used again; else the server ends each.
  std::chrono::milliseconds timeout{60000};

  std::string target() const {
    return prefix + std::string(work == Work::dip ? dip_target : crm_target);
  }
  std::string authority() const { return "127.0.0.1:" + std::to_string(port); }
};

/// How an exchange ended: with a reply that was checked, or by its time-out. All else aborts.
enum class Ending : std::uint8_t { answered, timed_out };

/// Hears of the end of each exchange.
class Listener {
 public:
  virtual ~Listener() = default;
  /// `slot` as given to start(); may start another one.
  virtual void finished(std::size_t slot, Ending ending) = 0;
};

/// One way to do the work, on one thread.
class BenchClient {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  explicit BenchClient(Listener& listener) : listener_(&listener) {}
  virtual ~BenchClient() = default;
  BenchClient(const BenchClient&) = delete;
  BenchClient& operator=(const BenchClient&) = delete;

  /// Begins an exchange; never calls the listener itself.
  virtual void start(std::size_t slot) = 0;
  /// Works until stop().
  virtual void run() = 0;
  /// Works until stop() or `when`, without ever sleeping: epoll's milliseconds are too coarse for a
  /// schedule.
  virtual void run_until(TimePoint when) = 0;
  virtual void stop() = 0;

 protected:
  void finish(std::size_t slot, Ending ending = Ending::answered) {
    listener_->finished(slot, ending);
  }

 private:
  Listener* listener_;
};

/// Makes the client of that name; aborts when there is none.
std::unique_ptr<BenchClient> make_client(std::string_view name, const Setup& setup,
                                         Listener& listener);

std::unique_ptr<BenchClient> make_limit_client(const Setup& setup, Listener& listener);
std::unique_ptr<BenchClient> make_beast_client(const Setup& setup, Listener& listener);
std::unique_ptr<BenchClient> make_curl_client(const Setup& setup, Listener& listener);
std::unique_ptr<BenchClient> make_crmlink_client(const Setup& setup, Listener& listener);

}  // namespace crmlink::bench
