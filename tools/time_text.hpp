#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace crmlink::tool {

/// Reads a moment: an ISO 8601 date (its first moment) or date and time, of UTC unless it ends in
/// an offset such as +02:00; or a count since 1970, of seconds below 10^11 and of milliseconds from
/// there. std::nullopt when it is none; neither is a count of eight digits, which looks like a
/// date.
std::optional<std::chrono::sys_time<std::chrono::milliseconds>> parse_time(std::string_view text);

}  // namespace crmlink::tool
