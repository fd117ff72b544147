#pragma once

#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string_view>

namespace crmlink::http {

/// A range of addresses, as CIDR has it (RFC 4632, RFC 4291 §2.3): `10.0.0.0/8`, `fc00::/7`,
/// `192.0.2.1`.
class AddressRange {
 public:
  /// Returns std::nullopt when `text` isn't a range. Bits behind the prefix don't matter.
  static std::optional<AddressRange> parse(std::string_view text);

  /// Whether `address` is in it, or, for an IPv6 address that stands for an IPv4 one, that one is.
  bool contains(const boost::asio::ip::address& address) const;

 private:
  AddressRange(const boost::asio::ip::address_v6& first, unsigned prefix)
      : first_(first.to_bytes()), prefix_(prefix) {}
  bool covers(const boost::asio::ip::address_v6& address) const;

  // IPv4 is kept as mapped IPv6, so that there is one kind of range.
  boost::asio::ip::address_v6::bytes_type first_;
  unsigned prefix_;
};

}  // namespace crmlink::http
