#pragma once

#include <cstdint>
#include <string>

#include "crmlink/http/url.hpp"

namespace crmlink::http {

/// Returns an origin as statistics and logs name it: `https://crm.example:443`.
inline std::string origin_name(bool https, const std::string& host, std::uint16_t port) {
  const bool is_v6 = host.find(':') != std::string::npos;
  return (https ? "https://" : "http://") + (is_v6 ? '[' + host + ']' : host) + ':' +
         std::to_string(port);
}

/// Returns the origin that a URL belongs to; empty for an empty URL.
inline std::string origin_name(const Url& url) {
  return url.empty() ? std::string() : origin_name(url.is_https(), url.host(), url.port());
}

}  // namespace crmlink::http
