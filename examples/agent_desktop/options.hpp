#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace agent_desktop {

/// What the command line says.
struct Options {
  std::uint16_t port = 0;
  std::string token;      ///< That programs bring; empty: none that anybody knows.
  std::string database;   ///< Of the small CRM; empty: in memory.
  std::string crm_token;  ///< Of the small CRM; empty: none that anybody knows.
};

/// Reads the command line; returns the exit status when the process is to end.
std::optional<int> read_options(Options& options, int argc, char** argv);

}  // namespace agent_desktop
