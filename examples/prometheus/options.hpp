#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace exporter {

/// What the command line says.
struct Options {
  std::string profile;              ///< A profile's file; empty: a service of our own is asked.
  std::string ca_file;              ///< Whom to trust besides the system's roots; may be empty.
  std::vector<std::string> faults;  ///< What the service of our own does wrong.
  std::uint16_t port = 0;           ///< Of the metrics; zero: of the system's choice.
  double rate = 20;                 ///< Dips per second.
  std::size_t dips = 0;             ///< How many to run; zero: until Ctrl-C.
};

/// Reads the command line. Returns the exit status when there is nothing left to do.
std::optional<int> read_options(Options& options, int argc, char** argv);

}  // namespace exporter
