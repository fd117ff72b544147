#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crmlink/core/result.hpp"
#include "crmlink/http/token_store.hpp"

namespace crmlink::http {

/// Returns a token as JSON; wipe it. Fails with Errc::secret_unavailable.
Result<std::string> write_token_text(const OAuthToken& token);

/// Reads what write_token_text wrote; std::nullopt for anything else.
std::optional<OAuthToken> read_token_text(std::string_view text);

}  // namespace crmlink::http
