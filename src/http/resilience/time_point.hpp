#pragma once

#include <chrono>

namespace crmlink::http {

/// The steady time that every policy is told; none asks a clock.
using SteadyTime = std::chrono::steady_clock::time_point;

}  // namespace crmlink::http
