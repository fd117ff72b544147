#pragma once

#include <string>
#include <vector>

#include "console.hpp"
#include "network_options.hpp"

namespace crmlink::tool {

/// What `crmlink dip` was asked for.
struct DipOptions {
  std::string file;
  std::vector<std::string> settings;  ///< As after `--set`.
  unsigned timeout_ms = 0;            ///< Shortens the profile's; zero: the profile's alone.
  NetworkOptions network;
  unsigned repeat = 1;
  bool verbose = false;
  bool json = false;
};

/// Makes the dip for real, and prints what came of it.
ExitStatus run_dip_command(const DipOptions& options, Console& console);

}  // namespace crmlink::tool
