#pragma once

#include <string>

#include "console.hpp"
#include "network_options.hpp"

namespace crmlink::tool {

/// What `crmlink export` was asked for.
struct ExportOptions {
  std::string file;     ///< The configuration.
  std::string from;     ///< As typed; empty when an export goes on.
  std::string to;       ///< Likewise.
  std::string session;  ///< A customer session; empty: all of the provider.
  std::string format;   ///< `ndjson` or `csv`; empty: ndjson, or as before.
  std::string output;   ///< Empty: standard output, or as before.
  std::string resume;   ///< Where it is kept how far the export is; empty: beside the output.
  NetworkOptions network;
  bool keep_formulas = false;  ///< Whether CSV has texts that look like formulas as they are.
  bool verbose = false;
  bool json = false;  ///< Whether the summary is a document on standard output.
};

/// Exports messages for real, and tells how far it is.
ExitStatus run_export_command(const ExportOptions& options, Console& console);

}  // namespace crmlink::tool
