#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <tuple>

#include "crmlink/http/resilient_transport.hpp"
#include "http/resilience/origin_guard.hpp"

namespace crmlink::http {

class ResilientSend;

/// What all requests of a ResilientTransport share. Thread-safe.
class ResilienceState {
 public:
  ResilienceState(std::shared_ptr<Transport> inner, ResilienceServices services,
                  ResilienceOptions options);

  const ResilienceOptions& options() const noexcept { return options_; }
  const boost::asio::any_io_executor& executor() const noexcept { return services_.executor; }
  const Logger& logger() const noexcept { return services_.logger; }
  Clock& clock() const noexcept { return *services_.clock; }
  /// Returns where attempts go; null when closed.
  std::shared_ptr<Transport> inner() const;

  /// Returns whether there is nothing to do for the request but to send it.
  bool passes_through(const Request& request) const noexcept;
  /// Returns what is known of the URL's origin.
  std::shared_ptr<OriginGuard> guard(const Url& url);
  /// Returns a number from 0 to below 1.
  double random();
  ResilienceStatistics statistics() const;

  using Member = std::list<std::shared_ptr<ResilientSend>>::iterator;
  /// Owns a request while it is under way.
  Member add(std::shared_ptr<ResilientSend> request);
  void remove(Member member);
  /// Cancels what is under way and lets go of it, and of the inner transport: each may own the
  /// other by a handler, and the executor may go before it has run that.
  void close();

 private:
  using Key = std::tuple<bool, std::uint16_t, std::string>;
  struct Entry {
    std::shared_ptr<OriginGuard> guard;
    std::uint64_t last_used = 0;
  };

  std::shared_ptr<OriginGuard> make_guard(const Url& url) const;
  void forget_oldest();

  ResilienceServices services_;
  const ResilienceOptions options_;
  const bool active_;

  mutable std::mutex mutex_;
  std::map<Key, Entry, std::less<>> origins_;
  std::uint64_t uses_ = 0;
  std::shared_ptr<Transport> inner_;
  std::list<std::shared_ptr<ResilientSend>> under_way_;
  std::mt19937_64 generator_;
};

}  // namespace crmlink::http
