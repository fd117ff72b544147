#pragma once

#include <string>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/core/secret.hpp"

namespace crmlink::http {

/// A proxy through which a client tunnels to its servers (CONNECT, RFC 9110 §9.3.6), https and http
/// alike.
///
/// The deadline covers the tunnel; a proxy that says no is Errc::proxy_refused with its status.
/// TLS goes through the tunnel and is verified for the server's name. The server never sees the
/// proxy's credentials, nor the proxy what is sent by https.
struct CRMLINK_EXPORT ProxyOptions {
  ProxyOptions() = default;

  /// Returns what the environment says: https_proxy or HTTPS_PROXY, else all_proxy or ALL_PROXY,
  /// with user and password in it, and no_proxy or NO_PROXY. Nothing is read unless you call this.
  /// The host must not change its environment at the same time. What can't be used is told by
  /// check(), or by the requests.
  static ProxyOptions from_environment();

  /// Fails with Errc::invalid_configuration when this can't be used; so will every request.
  Result<> check() const;

  /// `http://proxy.example:3128`; port 80 unless it says another. Empty: no proxy. A proxy that is
  /// itself reached by TLS isn't supported.
  std::string url;
  /// The name for Basic authentication (RFC 7617); empty: none.
  std::string user;
  /// Its password; read anew for each tunnel, on the client's executor. None: an empty one.
  Secret password;
  /// Hosts that are reached directly: `crm.example` and what lies below it, `.crm.example` for only
  /// that, addresses and ranges (`10.0.0.0/8`, `fc00::/7`) for hosts that are written as
  /// addresses, `*` for all; each with `:port` where only that one is meant. Empty: none, not even
  /// localhost.
  std::vector<std::string> bypass;
};

}  // namespace crmlink::http
