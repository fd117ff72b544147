#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <optional>

namespace crmlink::condition {

/// Reads a time: ISO 8601 as in `2026-01-05T09:00:00.5Z`, with an offset or in UTC, or a number of
/// seconds since 1970.
std::optional<std::chrono::system_clock::time_point> parse_moment(const boost::json::value& json);

/// Returns the day of the week in UTC, Monday being 1.
int iso_weekday(std::chrono::system_clock::time_point at) noexcept;

}  // namespace crmlink::condition
