#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "crmlink/core/error.hpp"
#include "crmlink/core/export.hpp"

namespace crmlink {

/// Which failures are tried again later, and when (`retry`; generic-crm.md "Retries").
enum class CrmRetryPolicy : std::uint8_t {
  standard,  ///< No reply, 408, 425, 429 and 5xx, with full jitter; the default.
  ccaip,     ///< Status 400 alone, as the source pages have it.
};

/// Returns the policy as configurations spell it; static storage.
CRMLINK_EXPORT std::string_view to_string(CrmRetryPolicy policy) noexcept;

/// How long a step is tried again before it is given up.
inline constexpr std::chrono::hours crm_retry_horizon{7 * 24};

/// Returns whether a failure is worth another attempt.
CRMLINK_EXPORT bool is_retried(CrmRetryPolicy policy, const Error& error) noexcept;

/// Returns how long to wait after the attempt of that number, the first being 1: 30 s, then twice
/// as long each time, at most 12 h. `jitter` from 0 to 1 takes that part of it with the policy
/// `standard`, at least a tenth; `ccaip` takes all.
CRMLINK_EXPORT std::chrono::milliseconds retry_delay(CrmRetryPolicy policy, unsigned attempt,
                                                     double jitter) noexcept;

}  // namespace crmlink
