#pragma once

#include <string>
#include <vector>

#include "crmlink/core/result.hpp"
#include "crmlink/http/guard.hpp"
#include "crmlink/http/url.hpp"
#include "http/address_range.hpp"
#include "http/host_rules.hpp"
#include "http/resolver.hpp"

namespace crmlink::http {

/// Refuses hosts and addresses that requests must not go to. Immutable.
class Guard {
 public:
  /// Fails with Errc::invalid_configuration.
  static Result<Guard> make(const GuardOptions& options);

  /// Fails with Errc::destination_refused when the URL's host isn't allowed, or is an address that
  /// is refused.
  Result<> check(const Url& url) const;
  /// Returns those of a host's endpoints that may be connected to; fails with
  /// Errc::destination_refused when there are none.
  Result<Resolver::Endpoints> filter(const std::string& host, Resolver::Endpoints endpoints) const;

 private:
  bool refuses(const boost::asio::ip::address& address) const;

  HostRules allowed_;
  std::vector<AddressRange> refused_;
};

}  // namespace crmlink::http
