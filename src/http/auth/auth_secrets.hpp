#pragma once

#include "crmlink/http/auth_options.hpp"
#include "text/masked_excerpt.hpp"

namespace crmlink::http {

/// Returns the secrets that requests with these options carry, as far as the options know them:
/// access tokens are the token keeper's. They live as long as the options.
text::Secrets secrets_of(const AuthOptions& options);

}  // namespace crmlink::http
