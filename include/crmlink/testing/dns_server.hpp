#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/export.hpp"

namespace crmlink::testing {

/// What a DnsServer says about a name.
struct DnsAnswer {
  std::vector<std::string> v4{};  ///< Answers to A.
  std::vector<std::string> v6{};  ///< Answers to AAAA.
  unsigned failure = 0;           ///< RCODE (RFC 1035 §4.1.1): 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED.
  bool silent = false;            ///< Not answered at all.
  unsigned ttl = 60;              ///< Of the records, in seconds.
};

/// A tiny DNS server over UDP on loopback, which knows the names it is given; others don't exist.
///
/// Has a thread of its own; destroying it ends the thread. Thread-safe.
class CRMLINK_EXPORT DnsServer {
 public:
  /// Listens on a port of the system's choice; throws std::system_error when it can't.
  explicit DnsServer(std::map<std::string, DnsAnswer> names);
  DnsServer(const DnsServer&) = delete;
  DnsServer& operator=(const DnsServer&) = delete;
  ~DnsServer();

  /// Returns `127.0.0.1:port`, as http::ClientOptions::dns_servers takes it.
  std::string address() const;
  /// Answers differently from now on.
  void set(const std::string& name, DnsAnswer answer);
  /// Returns how many questions came, whatever their names.
  std::size_t questions() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

/// A DNS server that hangs: it takes every question and never answers. Has no thread.
class CRMLINK_EXPORT SilentDnsServer {
 public:
  /// Listens on a port of the system's choice; throws std::system_error when it can't.
  SilentDnsServer();
  SilentDnsServer(const SilentDnsServer&) = delete;
  SilentDnsServer& operator=(const SilentDnsServer&) = delete;
  ~SilentDnsServer();

  /// Returns `127.0.0.1:port`, as http::ClientOptions::dns_servers takes it.
  std::string address() const;
  /// Returns whether a question came.
  bool was_asked() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace crmlink::testing
