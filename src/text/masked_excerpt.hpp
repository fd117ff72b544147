#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/error.hpp"
#include "crmlink/core/secret.hpp"

namespace crmlink::text {

/// The secrets of a request; not owned.
using Secrets = std::vector<const Secret*>;

/// Returns the first `limit` bytes of what a service said, with each secret masked wherever it is
/// quoted, and so is whatever follows `Bearer` or `Basic`. Nothing at all when one can't be
/// resolved: what isn't known can't be masked.
std::string masked_excerpt(std::string_view text, const Secrets& secrets, std::size_t limit);

/// Returns the same error with another server_text(). An error's complaints get lost: what a server
/// says has none.
Error quoting(const Error& error, std::string server_text);

}  // namespace crmlink::text
