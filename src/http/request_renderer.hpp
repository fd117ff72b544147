#pragma once

#include <string>
#include <string_view>

#include "crmlink/core/result.hpp"
#include "crmlink/http/message.hpp"

namespace crmlink::http {

/// Writes a request as it goes over the wire, head and body, into `wire`, which it replaces and
/// which may hold a secret then: wipe it.
///
/// Fails with Errc::invalid_request when a field could change the request's framing or carry a
/// second request (RFC 9110 §5.5, RFC 9112 §11), and with Errc::secret_unavailable.
Result<> render_request(const Request& request, std::string_view user_agent, std::string& wire);

}  // namespace crmlink::http
