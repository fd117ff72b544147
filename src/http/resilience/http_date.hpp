#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "crmlink/core/clock.hpp"

namespace crmlink::http {

/// Reads a date as HTTP spells it, the two obsolete forms included (RFC 9110 §5.6.7).
std::optional<Clock::WallTime> parse_http_date(std::string_view text);

/// Reads the value of a Retry-After field (RFC 9110 §10.2.3), seconds or a date: the time from
/// `now`, at least zero and at most `limit`; std::nullopt when it is neither.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view text,
                                                           Clock::WallTime now,
                                                           std::chrono::milliseconds limit);

}  // namespace crmlink::http
