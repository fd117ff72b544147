#include "http/address_range.hpp"

#include <algorithm>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <charconv>
#include <string>

namespace crmlink::http {
namespace {

namespace ip = boost::asio::ip;

constexpr unsigned v6_bits = 128;
constexpr unsigned v4_bits = 32;

ip::address_v6 as_v6(const ip::address& address) {
  return address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6();
}

ip::address_v6 embedded_at(const ip::address_v6::bytes_type& bytes, std::size_t offset) {
  ip::address_v4::bytes_type v4{};
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), v4.size(), v4.begin());
  return ip::make_address_v6(ip::v4_mapped, ip::address_v4(v4));
}

// The IPv4 address at which a translator or a relay delivers: NAT64 (RFC 6052 §2.1), 6to4 (RFC 3056
// §2), and the compatible form of old (RFC 4291 §2.5.5.1).
std::optional<ip::address_v6> embedded_v4(const ip::address_v6& address) {
  static const auto nat64 = ip::make_address_v6("64:ff9b::").to_bytes();
  const auto bytes = address.to_bytes();
  const auto starts_with = [&](const ip::address_v6::bytes_type& prefix, std::ptrdiff_t size) {
    return std::equal(prefix.begin(), prefix.begin() + size, bytes.begin());
  };
  if (starts_with(nat64, 12)) return embedded_at(bytes, 12);
  if (starts_with({}, 12)) return embedded_at(bytes, 12);
  if (bytes[0] == 0x20 && bytes[1] == 0x02) return embedded_at(bytes, 2);
  return std::nullopt;
}

std::optional<unsigned> read_prefix(std::string_view text, unsigned most) {
  unsigned prefix = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, prefix);
  if (failure != std::errc{} || stopped != end || prefix > most) return std::nullopt;
  return prefix;
}

}  // namespace

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  const auto slash = text.find('/');
  boost::system::error_code failure;
  const auto address = ip::make_address(std::string(text.substr(0, slash)), failure);
  if (failure || (address.is_v6() && address.to_v6().scope_id() != 0)) return std::nullopt;
  const unsigned bits = address.is_v4() ? v4_bits : v6_bits;
  const auto prefix = slash == std::string_view::npos ? std::optional(bits)
                                                      : read_prefix(text.substr(slash + 1), bits);
  if (!prefix) return std::nullopt;
  return AddressRange(as_v6(address), *prefix + v6_bits - bits);
}

bool AddressRange::contains(const ip::address& address) const {
  const auto v6 = as_v6(address);
  const bool wider_than_v4 = prefix_ < v6_bits - v4_bits;
  if (address.is_v4() && wider_than_v4) return false;  // ::/0 isn't about IPv4.
  if (covers(v6)) return true;
  const auto v4 = embedded_v4(v6);
  return v4 && covers(*v4);
}

bool AddressRange::covers(const ip::address_v6& address) const {
  constexpr unsigned byte_bits = 8;
  const auto bytes = address.to_bytes();
  const auto whole = static_cast<std::ptrdiff_t>(prefix_ / byte_bits);
  if (!std::equal(first_.begin(), first_.begin() + whole, bytes.begin())) return false;
  const unsigned rest = prefix_ % byte_bits;
  if (rest == 0) return true;
  const auto at = static_cast<std::size_t>(whole);
  return (first_[at] ^ bytes[at]) >> (byte_bits - rest) == 0;
}

}  // namespace crmlink::http
