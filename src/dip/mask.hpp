#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "crmlink/core/secret.hpp"

namespace crmlink {

/// Returns the first `limit` bytes of what a service said, with the token masked wherever it is
/// quoted, and so is whatever follows `Bearer`. Nothing at all when the token can't be resolved:
/// what isn't known can't be masked.
std::string masked_excerpt(std::string_view text, const Secret& token, std::size_t limit);

}  // namespace crmlink
