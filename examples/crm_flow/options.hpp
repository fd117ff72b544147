#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crm_flow {

/// What the command line says.
struct Options {
  std::string caller = "+12025550100";
  std::string name = "Robin Fox";
  std::vector<std::pair<std::string, std::string>> variables;  ///< `--set`, after all others.
  std::chrono::milliseconds deadline{5000};  ///< For each thing that is done while the call is up.
  std::optional<std::chrono::milliseconds> metadata_delay;  ///< Instead of the configuration's.

  std::string database;  ///< Of the small CRM in this process; empty: in memory.
  std::string fault;     ///< What that CRM does wrong; empty: nothing.
  bool fault_at_ring = true;

  std::string config;                  ///< Of another CRM; empty: the small one.
  std::string ca_file;                 ///< Whom to trust for it; empty: the system's roots.
  std::vector<std::string> read_back;  ///< URLs of it that show what became of the call.

  bool json = false;
  std::size_t width = 120;
  bool colour = false;
};

/// Reads the command line; returns the exit status when the process is to end.
std::optional<int> read_options(Options& options, int argc, char** argv);

}  // namespace crm_flow
