#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstddef>
#include <map>
#include <vector>

#include "http/executor.hpp"

namespace crmlink::http {

/// Remembers which addresses failed lately, so that others are tried before them. Knows no clock:
/// every call says what time it is.
///
/// Puts addresses to the back and never rules one out: the last that is left is still tried.
class AddressHealth {
 public:
  using Endpoint = boost::asio::ip::tcp::endpoint;

  /// See ClientOptions::address_failures and following.
  struct Limits {
    std::size_t failures = 0;
    std::chrono::milliseconds ejection{0};
    std::chrono::milliseconds max_ejection{0};
  };

  explicit AddressHealth(const Limits& limits) : limits_(limits) {}

  /// Takes note of a failure to connect, to shake hands or to reply in time.
  void report_failure(const Endpoint& endpoint, TimePoint now);
  /// Takes note of a reply.
  void report_success(const Endpoint& endpoint) {
    if (!records_.empty()) records_.erase(endpoint);
  }
  bool is_ejected(const Endpoint& endpoint, TimePoint now) const;
  /// Puts endpoints into the order in which to try them: IPv6 and IPv4 take turns, beginning with
  /// the family that comes first (RFC 8305 §4); behind them the ejected, the longest ejected first.
  void order(std::vector<Endpoint>& endpoints, TimePoint now) const;

  std::size_t size() const noexcept { return records_.size(); }
  /// More addresses than that aren't remembered.
  static constexpr std::size_t most_addresses = 1024;

 private:
  struct Record {
    std::size_t failures = 0;  ///< In a row.
    std::chrono::milliseconds ejection{0};
    TimePoint until{};
    TimePoint latest{};
  };

  TimePoint ejected_until(const Endpoint& endpoint, TimePoint now) const;
  void make_room();

  Limits limits_;
  std::map<Endpoint, Record> records_;
};

}  // namespace crmlink::http
