#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"

namespace crmlink::http {

/// An absolute http or https URL, checked and split once, so that requests don't parse it again.
///
/// A value type. Compares by what is sent: scheme, host, port and target.
class CRMLINK_EXPORT Url {
 public:
  /// Makes an empty URL, which no request can be sent to.
  Url() = default;
  /// Parses `https://host:port/path?query` (RFC 3986). The host is lower-cased, the port filled in,
  /// a fragment dropped. Fails with Errc::invalid_url for another scheme, no host, a port out of
  /// range, user information (credentials belong into headers), or any character that a request
  /// target can't carry.
  static Result<Url> parse(std::string_view text);

  bool is_https() const noexcept { return https_; }
  /// The host name or address; IPv6 without brackets.
  const std::string& host() const noexcept { return host_; }
  std::uint16_t port() const noexcept { return port_; }
  /// Path and query as they stand in the request line; at least "/".
  const std::string& target() const noexcept { return target_; }
  /// The value of the Host header: brackets for IPv6, the port unless it is the scheme's default.
  const std::string& authority() const noexcept { return authority_; }
  /// Whether the host is `localhost` or a loopback address.
  bool is_loopback() const noexcept;
  bool empty() const noexcept { return host_.empty(); }

  /// Returns the whole URL.
  std::string to_string() const;
  /// Returns scheme, authority and path; a query is shown as `?…`, for it may carry keys or a
  /// caller's data. Safe to log.
  std::string masked() const;

  friend bool operator==(const Url&, const Url&) = default;

 private:
  Result<> read_authority(std::string_view authority);
  Result<> read_target(std::string_view text);

  bool https_ = true;
  std::uint16_t port_ = 0;
  std::string host_;
  std::string authority_;
  std::string target_;
};

}  // namespace crmlink::http
