#pragma once

#include <string>
#include <vector>

#include "config_file.hpp"
#include "console.hpp"

namespace crmlink::tool {

/// What `crmlink check` was asked for.
struct CheckOptions {
  std::vector<std::string> files;
  std::string http_file;  ///< An HTTP client's, whose settings are printed; empty: none.
  HostNames names;
  bool json = false;
};

/// Prints all complaints about each file, a summary, and the settings of the HTTP client.
ExitStatus run_check(const CheckOptions& options, Console& console);

}  // namespace crmlink::tool
