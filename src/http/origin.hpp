#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "crmlink/http/url.hpp"
#include "http/origin_name.hpp"
#include "http/proxy.hpp"
#include "http/tls_context.hpp"

namespace crmlink::http {

/// What connections are pooled by: scheme, host, port, TLS identity and the way there. Never an
/// address alone: a connection verified for one host isn't one for another.
struct Origin {
  Origin(const Url& url, std::shared_ptr<const TlsContext> use_tls,
         std::shared_ptr<const Proxy> use_proxy)
      : https(url.is_https()),
        host(url.host()),
        port(url.port()),
        tls(std::move(use_tls)),
        proxy(std::move(use_proxy)) {}

  /// Host and port as a proxy is asked for them (RFC 9110 §9.3.6).
  std::string authority() const {
    const bool is_v6 = host.find(':') != std::string::npos;
    return (is_v6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
  }

  std::string name() const { return origin_name(https, host, port); }

  bool https;
  std::string host;
  std::uint16_t port;
  std::shared_ptr<const TlsContext> tls;  ///< Null for plain http.
  std::shared_ptr<const Proxy> proxy;     ///< Null for the direct way.

  /// Whether requests to `url` go here.
  bool serves(const Url& url) const noexcept {
    return https == url.is_https() && port == url.port() && host == url.host();
  }
};

}  // namespace crmlink::http
