#pragma once

#include <string>
#include <vector>

#include "console.hpp"
#include "network_options.hpp"

namespace crmlink::tool {

/// What `crmlink contact` was asked for.
struct ContactOptions {
  std::vector<std::string> files;     ///< The contact lookups.
  std::vector<std::string> settings;  ///< As after `--set`.
  std::string conversation_file;      ///< The event and its conversation; empty: `settings` alone.
  std::string credentials_file;       ///< The host's secrets by id; empty: none.
  NetworkOptions network;
  bool debug = false;  ///< Whether what {debug} shows is printed.
  bool json = false;
  bool verbose = false;
};

/// Runs the lookups of an event for real, and prints what came of them.
ExitStatus run_contact_command(const ContactOptions& options, Console& console);

}  // namespace crmlink::tool
