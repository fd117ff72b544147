#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace crmlink::tool {

/// Returns a time in milliseconds with two decimals: `12.04`.
std::string milliseconds(std::chrono::nanoseconds elapsed);
/// Returns a number with a fixed count of decimals.
std::string fixed(double value, int decimals);
/// Returns a count with its thousands apart: `12,345`.
std::string grouped(std::uint64_t count);

}  // namespace crmlink::tool
