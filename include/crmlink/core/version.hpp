#pragma once

#include <string_view>

#include "crmlink/core/export.hpp"

#define CRMLINK_VERSION_MAJOR 0
#define CRMLINK_VERSION_MINOR 1
#define CRMLINK_VERSION_PATCH 0

namespace crmlink {

/// Returns the version of the library that is linked, such as "0.1.0".
///
/// The macros CRMLINK_VERSION_MAJOR, _MINOR and _PATCH are those of the headers that were compiled;
/// with a shared library the two may differ. The text lives as long as the library is loaded.
/// Thread-safe.
[[nodiscard]] CRMLINK_EXPORT std::string_view version() noexcept;

}  // namespace crmlink
