#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "http/tls_context.hpp"

namespace crmlink::http {

/// A server's promise to resume a session (RFC 8446 §4.6.1, RFC 5077).
using TlsTicket = std::unique_ptr<SSL_SESSION, TlsDeleter>;

/// The tickets of one origin, the newest first; lives inside the client's Serial.
///
/// An origin's own: a session that was verified for one host must not be resumed for another.
class TlsTickets {
 public:
  void keep(TlsTicket ticket);
  /// Gives the newest away; the last one is given as often as it is asked for, until the server
  /// sends another. Null when there is none.
  TlsTicket take();

 private:
  static constexpr std::size_t most_kept = 8;
  std::vector<TlsTicket> tickets_;
};

}  // namespace crmlink::http
