#pragma once

#include <string>
#include <vector>

#include "console.hpp"
#include "planned_call.hpp"

namespace crmlink::tool {

/// What `crmlink call` or `crmlink flow` was asked for.
struct CrmOptions : CallOptions {
  /// An endpoint for `call`: `find_account`; a flow: `account`, `record` or `session`.
  std::string what;
  std::vector<std::string> uploads;  ///< Paths of files to send.
  std::string kind;                  ///< Of the files; empty: by their names.
  std::string store_file;            ///< Where `crmlink login` has put the token; empty: nowhere.
  bool flow = false;
  bool verbose = false;
};

/// Asks the CRM for real, and prints what came of it.
ExitStatus run_crm_command(const CrmOptions& options, Console& console);

}  // namespace crmlink::tool
