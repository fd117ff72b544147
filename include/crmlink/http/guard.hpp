#pragma once

#include <string>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"

namespace crmlink::http {

/// Where a client may go, for requests whose URLs come from data: a record's link, a reply's
/// Location. What it refuses fails with Errc::destination_refused before anything is sent.
///
/// Off by default. Addresses are checked after every lookup and before every connection, so that a
/// name can't be made to point inwards later. Through a proxy names are the proxy's to look up:
/// only hosts and addresses that stand in the URL are checked here, and the proxy must refuse the
/// rest.
struct CRMLINK_EXPORT GuardOptions {
  GuardOptions() = default;

  /// Returns the ranges that lie inside a network or a machine and those that stand for them:
  /// loopback, private (RFC 1918), shared, link-local with the clouds' metadata service, unique
  /// local, multicast, reserved (RFC 6890). IPv6 addresses that hold an IPv4 one (mapped, NAT64,
  /// 6to4) are judged by that, in every range.
  static std::vector<std::string> private_ranges();

  /// Fails with Errc::invalid_configuration when this can't be used; so will every request.
  Result<> check() const;

  /// The only hosts that requests may go to: `crm.example`, `.crm.example` or `*.crm.example` for
  /// what lies below, addresses and ranges for hosts that are written as addresses; each with
  /// `:port` where only that one is meant. Empty: all.
  std::vector<std::string> allowed_hosts;
  /// Addresses that no connection may go to: `169.254.169.254`, `10.0.0.0/8`. Empty: none. With
  /// any, hosts in the old spellings of IPv4 addresses (`0x7f.1`, `2130706433`) are refused.
  std::vector<std::string> refused_addresses;
};

}  // namespace crmlink::http
