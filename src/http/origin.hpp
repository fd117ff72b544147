#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "crmlink/http/url.hpp"
#include "http/tls_context.hpp"

namespace crmlink::http {

/// What connections are pooled by: scheme, host, port and TLS identity. Never an address alone: a
/// connection verified for one host isn't one for another.
struct Origin {
  Origin(const Url& url, std::shared_ptr<const TlsContext> tls_context)
      : https(url.is_https()), host(url.host()), port(url.port()), tls(std::move(tls_context)) {}

  bool https;
  std::string host;
  std::uint16_t port;
  std::shared_ptr<const TlsContext> tls;  ///< Null for plain http.

  /// Whether requests to `url` go here.
  bool serves(const Url& url) const noexcept {
    return https == url.is_https() && port == url.port() && host == url.host();
  }
};

}  // namespace crmlink::http
