#pragma once

#include "console.hpp"
#include "planned_call.hpp"

namespace crmlink::tool {

/// What `crmlink dip` was asked for.
struct DipOptions : CallOptions {
  unsigned timeout_ms = 0;  ///< Shortens the profile's; zero: the profile's alone.
  unsigned repeat = 1;
  bool verbose = false;
};

/// Makes the dip for real, and prints what came of it.
ExitStatus run_dip_command(const DipOptions& options, Console& console);

}  // namespace crmlink::tool
