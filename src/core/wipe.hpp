#pragma once

#include <string>
#include <string_view>

namespace crmlink {

/// Overwrites the whole storage of `text`, also what lies behind its end, and empties it. For a
/// string that was moved from, that is its in-place buffer, where a short text stays behind.
void wipe(std::string& text) noexcept;

/// Appends; when `text` must grow for that, its old storage is wiped.
void append_wiping(std::string& text, std::string_view more);

}  // namespace crmlink
