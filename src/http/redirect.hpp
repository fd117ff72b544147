#pragma once

#include "crmlink/core/result.hpp"
#include "crmlink/http/message.hpp"

namespace crmlink::http {

/// Whether a reply says that the request should go elsewhere (RFC 9110 §15.4).
bool is_redirect(const Response& response) noexcept;

/// Returns the request that a redirect asks for, without I/O: the URL resolved, the method and the
/// body by the rules of RFC 9110 §15.4, and nothing that may be a credential for another origin.
/// Fails with Errc::redirect_refused.
Result<Request> follow_redirect(const Request& request, const Response& response);

}  // namespace crmlink::http
