#pragma once

#include <cstddef>

#include "console.hpp"
#include "planned_call.hpp"

namespace crmlink::tool {

/// What `crmlink bench` was asked for.
struct BenchOptions : CallOptions {
  double rate = 0;               ///< Dips per second; zero: as many as `concurrency` allows.
  std::size_t concurrency = 64;  ///< The most under way.
  double duration_s = 10;        ///< How long dips are started.
};

/// Puts load on the profile's service, and prints how it was borne.
ExitStatus run_bench(const BenchOptions& options, Console& console);

}  // namespace crmlink::tool
