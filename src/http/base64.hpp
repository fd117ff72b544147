#pragma once

#include <string>
#include <string_view>

namespace crmlink::http {

/// Returns a text in base64 (RFC 4648 §4). The caller wipes what is a secret.
std::string to_base64(std::string_view text);
/// Returns a text in base64 for URLs, without padding (RFC 4648 §5).
std::string to_base64_url(std::string_view text);

}  // namespace crmlink::http
