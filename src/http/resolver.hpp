#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "crmlink/core/result.hpp"
#include "http/executor.hpp"
#include "http/serial.hpp"

namespace crmlink::http {

/// Looks up host names with c-ares, inside the client's Serial: nothing blocks, everything can be
/// cancelled.
///
/// Addresses in the host's place are taken as they are. c-ares reads the system's resolver
/// configuration at the first lookup.
class Resolver {
 public:
  using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;
  using Handler = std::function<void(Result<Endpoints>)>;

  /// A lookup under way; destroying it cancels, and the handler never runs.
  class Lookup {
   public:
    Lookup() noexcept;
    Lookup(Lookup&&) noexcept;
    Lookup& operator=(Lookup&&) noexcept;
    ~Lookup();

   private:
    friend class Resolver;
    struct State;
    explicit Lookup(std::shared_ptr<State> state) noexcept;
    std::shared_ptr<State> state_;
  };

  /// `servers` as in ClientOptions::dns_servers.
  Resolver(Executor executor, std::shared_ptr<Serial> serial, std::string servers);
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// Starts a lookup; the handler may run inside this call. Fails with Errc::host_not_found or
  /// ::resolve_failed.
  Lookup resolve(const std::string& host, std::uint16_t port, Handler handler);
  /// Ends all lookups without a word; call it before the resolver goes.
  void close();

 private:
  class Channel;
  std::shared_ptr<Channel> channel_;
};

}  // namespace crmlink::http
