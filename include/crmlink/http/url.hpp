#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"

namespace crmlink::http {

class Url;
/// Returns whether two URLs send the same: scheme, host, port and target.
CRMLINK_EXPORT bool operator==(const Url& a, const Url& b) noexcept;

/// An absolute http or https URL, checked and split once, so that requests don't parse it again.
///
/// A value type, cheap to copy: copies share one immutable block. Compares by what is sent: scheme,
/// host, port and target.
class CRMLINK_EXPORT Url {
 public:
  /// Makes an empty URL, which no request can be sent to.
  Url() noexcept;
  /// Parses `https://host:port/path?query` (RFC 3986). The host is lower-cased, the port filled in,
  /// a fragment dropped. Fails with Errc::invalid_url for another scheme, no host, a port out of
  /// range, user information (credentials belong into headers), or any character that a request
  /// target can't carry.
  static Result<Url> parse(std::string_view text);

  bool is_https() const noexcept;
  /// The host name or address; IPv6 without brackets. Valid as long as a copy of this URL.
  const std::string& host() const noexcept;
  std::uint16_t port() const noexcept;
  /// Path and query as they stand in the request line; at least "/". Valid as the host is.
  const std::string& target() const noexcept;
  /// The value of the Host header: brackets for IPv6, the port unless it is the scheme's default.
  /// Valid as the host is.
  const std::string& authority() const noexcept;
  /// Whether the host is `localhost` or a loopback address.
  bool is_loopback() const noexcept;
  bool empty() const noexcept { return state_ == nullptr; }

  /// Returns the whole URL.
  std::string to_string() const;
  /// Returns scheme, authority and path; a query is shown as `?…`, for it may carry keys or a
  /// caller's data. Safe to log.
  std::string masked() const;

  friend bool operator==(const Url& a, const Url& b) noexcept;

 private:
  struct State;
  explicit Url(std::shared_ptr<const State> state) noexcept;
  const State& state() const noexcept;
  std::shared_ptr<const State> state_;
};

}  // namespace crmlink::http
