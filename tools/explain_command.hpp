#pragma once

#include <string>
#include <vector>

#include "config_file.hpp"
#include "console.hpp"

namespace crmlink::tool {

/// What `crmlink explain` was asked for.
struct ExplainOptions {
  std::string file;
  std::vector<std::string> settings;  ///< As after `--set`.
  std::string http_file;              ///< The HTTP client's configuration; empty: none.
  std::string conversation_file;      ///< The event and its conversation; empty: `settings` alone.
  HostNames names;
  bool json = false;
};

/// Prints the request that a dip would send and how it came about; sends nothing, reads no secret.
ExitStatus run_explain(const ExplainOptions& options, Console& console);

}  // namespace crmlink::tool
