#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "console.hpp"
#include "network_options.hpp"

namespace crmlink::tool {

/// What `crmlink bench` was asked for.
struct BenchOptions {
  std::string file;
  std::vector<std::string> settings;  ///< As after `--set`.
  double rate = 0;                    ///< Dips per second; zero: as many as `concurrency` allows.
  std::size_t concurrency = 64;       ///< The most under way.
  double duration_s = 10;             ///< How long dips are started.
  NetworkOptions network;
  bool json = false;
};

/// Puts load on the profile's service, and prints how it was borne.
ExitStatus run_bench(const BenchOptions& options, Console& console);

}  // namespace crmlink::tool
