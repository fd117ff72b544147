#pragma once

#include <cstdint>
#include <fstream>
#include <iosfwd>
#include <string>

#include "crmlink/core/result.hpp"
#include "crmlink/messages/message_csv.hpp"
#include "crmlink/messages/message_export.hpp"

namespace crmlink::tool {

/// How far an export is, on disk: the token, and the output that belongs to it.
struct ExportState {
  std::string token;
  std::string format;       ///< `ndjson` or `csv`.
  std::string output;       ///< The file; empty: standard output.
  std::uint64_t bytes = 0;  ///< How many the output had.
};

/// Reads it; at most 1 MiB. Fails with the reason in the error's detail.
Result<ExportState> read_export_state(const std::string& path);
/// Writes it, in place of an earlier one, at once or not at all.
Result<> write_export_state(const std::string& path, const ExportState& state);

/// Where messages are written: a file or a stream, in either format.
class ExportOutput {
 public:
  /// Writes to `out` unless the state names a file. `csv` is for the format of that name.
  ExportOutput(const ExportState& state, MessageCsvOptions csv, std::ostream& out);

  /// Opens the file: with bytes in the state it is cut to that length, for what stands behind it
  /// isn't known to be whole; else the first messages replace what it has.
  Result<> open();
  /// Writes messages, all of their lines, and hands them to the system.
  Result<> write(const MessageBatch& batch);
  std::uint64_t bytes() const noexcept { return bytes_; }

 private:
  Result<> open_file(std::ios::openmode mode);

  std::string path_;
  bool replaces_ = false;  ///< Whether the file has yet to be emptied.
  bool is_csv_;
  std::uint64_t bytes_;
  MessageCsv csv_;
  std::ofstream file_;
  std::ostream& out_;
};

}  // namespace crmlink::tool
