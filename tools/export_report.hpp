#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "console.hpp"
#include "crmlink/core/error.hpp"
#include "crmlink/messages/message_export.hpp"

namespace crmlink::tool {

/// What came of an export.
struct ExportResult {
  Error error;               ///< Why it isn't whole; "none" when it is.
  MessageProgress progress;  ///< Since the first start.
  std::string output;        ///< The file; empty: standard output.
  std::string format;        ///< `ndjson` or `csv`.
  std::uint64_t bytes = 0;   ///< Of the output.
  std::string resume;        ///< The file to go on with; empty when there is none.
  std::chrono::steady_clock::duration elapsed{0};  ///< Of this run.

  bool interrupted() const { return error == Errc::cancelled; }
};

/// Writes a summary for people to standard error.
void print_export(const ExportResult& result, Console& console);
/// Writes a JSON document to standard output.
void print_export_as_json(const ExportResult& result, Console& console);
/// Returns what the command's exit status is.
ExitStatus status_of(const ExportResult& result);

}  // namespace crmlink::tool
