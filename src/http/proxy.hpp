#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "crmlink/core/secret.hpp"
#include "crmlink/http/proxy.hpp"
#include "crmlink/http/url.hpp"
#include "http/host_rules.hpp"

namespace crmlink::http {

/// A proxy, its options read and checked. Immutable.
class Proxy {
 public:
  /// Null when there is none. Fails with Errc::invalid_configuration.
  static Result<std::shared_ptr<const Proxy>> make(const ProxyOptions& options);

  const std::string& host() const noexcept { return url_.host(); }
  std::uint16_t port() const noexcept { return url_.port(); }
  /// Whether requests to `url` go past it.
  bool is_bypassed(const Url& url) const { return bypass_.hold(url.host(), url.port()); }
  bool needs_credentials() const noexcept { return !user_.empty(); }

  /// Renders the request for a tunnel to `authority`, which has a port. Asks for the password, and
  /// so may run the host's code; wipe the result.
  Result<std::string> render_connect(const std::string& authority) const;

 private:
  Proxy() = default;

  Url url_;
  std::string user_;
  Secret password_;
  HostRules bypass_;
};

}  // namespace crmlink::http
