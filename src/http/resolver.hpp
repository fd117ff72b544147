#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "crmlink/core/result.hpp"
#include "http/deadline_queue.hpp"
#include "http/dns_cache.hpp"
#include "http/dns_channel.hpp"

namespace crmlink::http {

/// Finds the addresses of hosts, inside the client's Serial: addresses as they are, names from the
/// cache or from DNS, which is asked once however many want to know.
class Resolver {
 public:
  using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;
  using Handler = std::function<void(Result<Endpoints>)>;

  /// See ClientOptions::dns_servers and following.
  struct Options {
    std::string servers;
    DnsCache::Limits cache;
    std::chrono::milliseconds refresh_wait{0};
  };

 private:
  class Query;
  struct Waiter;

 public:
  /// A wait for addresses; destroying it cancels, and the handler never runs.
  class Lookup {
   public:
    Lookup() noexcept;
    Lookup(Lookup&&) noexcept;
    Lookup& operator=(Lookup&&) noexcept;
    ~Lookup();

   private:
    friend class Resolver;
    explicit Lookup(std::shared_ptr<Waiter> waiter) noexcept;
    std::shared_ptr<Waiter> waiter_;
  };

  Resolver(const Executor& executor, const std::shared_ptr<Serial>& serial,
           DeadlineQueue& deadlines, Options options);
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// Starts a lookup; the handler may run inside this call. Fails with Errc::host_not_found or
  /// ::resolve_failed.
  Lookup resolve(const std::string& host, std::uint16_t port, Handler handler);
  /// Ends all lookups without a word; call it before the resolver goes.
  void close();

 private:
  Lookup wait_for(Query& query, std::uint16_t port, Handler handler);
  void on_answer(const std::string& host, const Result<DnsAnswer>& answer);

  DeadlineQueue& deadlines_;
  DnsChannel channel_;
  DnsCache cache_;
  std::chrono::milliseconds refresh_wait_;
  std::map<std::string, std::shared_ptr<Query>> queries_;  ///< One for each host that is asked for.
};

}  // namespace crmlink::http
