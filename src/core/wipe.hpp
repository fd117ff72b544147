#pragma once

#include <string>

namespace crmlink {

/// Overwrites the whole storage of `text`, also what lies behind its end, and empties it. For a
/// string that was moved from, that is its in-place buffer, where a short text stays behind.
void wipe(std::string& text) noexcept;

}  // namespace crmlink
