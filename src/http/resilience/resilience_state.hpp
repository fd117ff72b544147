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
  Transport& inner() const noexcept { return *inner_; }

  /// Returns whether there is nothing to do for the request but to send it.
  bool passes_through(const Request& request) const noexcept;
  /// Returns what is known of the URL's origin.
  std::shared_ptr<OriginGuard> guard(const Url& url);
  /// Returns a number from 0 to below 1.
  double random();
  ResilienceStatistics statistics() const;

  using Member = std::list<std::weak_ptr<ResilientSend>>::iterator;
  /// Remembers a request that is under way, so that it can be cancelled.
  Member add(std::weak_ptr<ResilientSend> request);
  void remove(Member member);
  void cancel_all();

 private:
  using Key = std::tuple<bool, std::uint16_t, std::string>;
  struct Entry {
    std::shared_ptr<OriginGuard> guard;
    std::uint64_t last_used = 0;
  };

  std::shared_ptr<OriginGuard> make_guard(const Url& url) const;
  void forget_oldest();

  const std::shared_ptr<Transport> inner_;
  ResilienceServices services_;
  const ResilienceOptions options_;
  const bool active_;

  mutable std::mutex mutex_;
  std::map<Key, Entry, std::less<>> origins_;
  std::uint64_t uses_ = 0;
  std::list<std::weak_ptr<ResilientSend>> under_way_;
  std::mt19937_64 generator_;
};

}  // namespace crmlink::http
