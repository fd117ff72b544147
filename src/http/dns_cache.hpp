#pragma once

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crmlink/core/result.hpp"
#include "http/executor.hpp"

namespace crmlink::http {

/// What DNS said about a host.
struct DnsAnswer {
  std::vector<boost::asio::ip::address> addresses;
  std::chrono::seconds ttl{0};  ///< The least of its records.
};

/// Remembers addresses for as long as their servers allow, and longer when nothing newer can be had
/// (RFC 8767). Knows no clock: every call says what time it is.
class DnsCache {
 public:
  using Addresses = std::vector<boost::asio::ip::address>;

  /// See ClientOptions::dns_min_ttl and following.
  struct Limits {
    std::chrono::milliseconds min_ttl{0};
    std::chrono::milliseconds max_ttl{0};
    std::chrono::milliseconds negative_ttl{0};
    std::chrono::milliseconds stale_limit{0};
  };

  explicit DnsCache(const Limits& limits) : limits_(limits) {}

  /// Returns what can be said without asking: addresses, or that there are none; std::nullopt when
  /// DNS must be asked.
  std::optional<Result<Addresses>> find(const std::string& host, TimePoint now) const;
  /// Returns addresses that are out of date, for when DNS gives no answer.
  std::optional<Addresses> find_stale(const std::string& host, TimePoint now) const;
  /// Takes note of an answer, or of why there is none. A name that doesn't exist any more is
  /// forgotten; another failure leaves what is known.
  void keep(const std::string& host, const Result<DnsAnswer>& answer, TimePoint now);

  std::size_t size() const noexcept { return entries_.size(); }
  /// More hosts than that aren't remembered.
  static constexpr std::size_t most_hosts = 1024;

 private:
  struct Entry {
    Result<Addresses> known = Addresses();
    TimePoint fresh_until{};   ///< Until then DNS isn't asked.
    TimePoint usable_until{};  ///< Until then addresses may be served when it gives no answer.
  };

  void insert(const std::string& host, Entry entry, TimePoint now);
  void make_room(TimePoint now);

  Limits limits_;
  std::map<std::string, Entry> entries_;
};

}  // namespace crmlink::http
