#pragma once

#include <optional>
#include <string>

#include "crmlink/core/result.hpp"
#include "crmlink/http/token_store.hpp"

namespace crmlink::http {

/// Reads a token's file; std::nullopt when there is none. Fails with Errc::secret_unavailable when
/// it isn't safe, can't be read, or isn't a token's.
Result<std::optional<OAuthToken>> read_token_file(const std::string& path);

/// Replaces a token's file in one step; see FileTokenStore. Fails with Errc::secret_unavailable,
/// and leaves the old file then.
Result<> write_token_file(const std::string& path, const OAuthToken& token);

}  // namespace crmlink::http
