#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crmlink/core/export.hpp"

namespace crmlink::http {

/// Names what a request is for, the most urgent first: the lane that it waits in when an origin
/// can't take everything at once.
enum class Priority : std::uint8_t {
  live_dip,     ///< A caller waits for the answer.
  screen_pop,   ///< An agent waits for the record.
  write_back,   ///< Comments, updates, uploads after a call.
  bulk_export,  ///< Message export and the like: nobody waits.
};

/// The number of enumerators of Priority.
inline constexpr std::size_t priority_count = 4;

/// Returns the name of a priority, as the enumerator is spelled; static storage.
CRMLINK_EXPORT std::string_view to_string(Priority priority) noexcept;

}  // namespace crmlink::http
