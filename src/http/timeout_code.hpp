#pragma once

#include "crmlink/core/error.hpp"
#include "crmlink/core/phase.hpp"

namespace crmlink::http {

/// Returns the code for a deadline that passed in `phase`.
inline Errc timeout_in(Phase phase) {
  switch (phase) {
    case Phase::resolve:
      return Errc::resolve_timeout;
    case Phase::connect:
      return Errc::connect_timeout;
    case Phase::tls:
      return Errc::tls_timeout;
    case Phase::send:
      return Errc::send_timeout;
    case Phase::wait:
      return Errc::wait_timeout;
    case Phase::receive:
      return Errc::receive_timeout;
    default:
      return Errc::queue_timeout;
  }
}

}  // namespace crmlink::http
