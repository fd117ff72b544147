#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace crmlink::text {

/// What NOW() writes without a format: ISO 8601, UTC, whole seconds.
inline constexpr std::string_view iso_time_format = "%Y-%m-%dT%H:%M:%SZ";

/// Writes a time in UTC and English, whatever the process' locale and time zone. Knows
/// %Y %y %m %d %j %H %I %p %M %S %L (milliseconds) %s (seconds since 1970) %a %A %b %B %F %T %z %Z
/// and %%; others stay as they are.
std::string format_time(std::chrono::system_clock::time_point time, std::string_view format);

/// Returns the first specifier that format_time doesn't know, e.g. `%Q`; else an empty text.
std::string_view find_unknown_specifier(std::string_view format) noexcept;

}  // namespace crmlink::text
