#pragma once

#include <string>
#include <vector>

#include "config_file.hpp"
#include "console.hpp"

namespace crmlink::tool {

/// What `crmlink check` was asked for.
struct CheckOptions {
  std::vector<std::string> files;
  HostNames names;
  bool json = false;
};

/// Prints all complaints about each file, and a summary.
ExitStatus run_check(const CheckOptions& options, Console& console);

}  // namespace crmlink::tool
