#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "call_engine.hpp"
#include "report.hpp"

namespace ivr {

/// What the command line says.
struct Options {
  std::size_t calls = 240;
  CallEngineOptions engine;
  std::optional<std::chrono::milliseconds> timeout;  ///< Instead of the profiles'.
  std::uint64_t seed = 1;
  std::string flow;        ///< File.
  std::string calls_file;  ///< Empty: made-up calls.
  std::string save_calls;  ///< Empty: don't.
  std::string customers;   ///< File; empty: made-up customers.
  std::vector<std::string> faults;
  std::string service;  ///< URL; empty: a service in this process.
  std::string ca_file;  ///< Of an external service.
  std::string token;    ///< Of an external service.
  bool json = false;
  ReportLayout layout;
};

/// Reads the command line; returns the exit status when the process is to end.
std::optional<int> read_options(Options& options, int argc, char** argv);

}  // namespace ivr
