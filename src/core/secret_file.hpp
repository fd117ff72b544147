#pragma once

#include <cstddef>
#include <string>

#include "crmlink/core/result.hpp"
#include "crmlink/core/secret.hpp"

namespace crmlink {

/// The most bytes that a file with a secret may hold.
inline constexpr std::size_t max_secret_file_size = 64 * 1024;

/// Reads a secret from a regular file without leaving copies of it; white space at the end is cut.
/// Fails with Errc::secret_unavailable and the reason as the detail, without the path.
Result<SecretText> read_secret_file(const std::string& path);

}  // namespace crmlink
