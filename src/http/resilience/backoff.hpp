#pragma once

#include <algorithm>
#include <chrono>

#include "crmlink/http/resilience_options.hpp"

namespace crmlink::http {

/// Returns the wait before the retry of that number, from 1: even from zero to the doubled base
/// delay, so that clients that failed together don't come back together. `random` is from 0 to
/// below 1.
inline std::chrono::nanoseconds backoff_delay(const RetryOptions& options, unsigned retry,
                                              double random) {
  const std::chrono::nanoseconds most = options.max_delay;
  std::chrono::nanoseconds delay = options.base_delay;
  for (unsigned i = 1; i < retry && delay < most; ++i)
    delay *= 2;
  return std::chrono::nanoseconds(
      static_cast<std::int64_t>(static_cast<double>(std::min(delay, most).count()) * random));
}

}  // namespace crmlink::http
