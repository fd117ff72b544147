#pragma once

#include <memory>
#include <string>

#include "http/exchange_buffers.hpp"
#include "http/stream.hpp"

namespace crmlink::http {

/// A connection to an origin, ready for a request; leased to one exchange at a time.
class Connection : public Stream {
 public:
  using Stream::Stream;

  std::string peer;                        ///< Address and port, for diagnostics.
  boost::asio::ip::tcp::endpoint address;  ///< What is blamed when it fails; unspecified: nothing.
  bool reused = false;                     ///< Whether it has carried an exchange before.
  TimePoint born{};                        ///< When it was made.
  /// How long it may be idle by what its server said (Keep-Alive, RFC 9112 appendix C.2.2).
  std::chrono::milliseconds idle_limit = std::chrono::milliseconds::max();
  TimePoint idle_since{};  ///< When it was given back.
};

}  // namespace crmlink::http
