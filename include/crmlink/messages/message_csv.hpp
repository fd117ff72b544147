#pragma once

#include <string>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/messages/message.hpp"

namespace crmlink {

/// What a CSV file has.
struct MessageCsvOptions {
  /// Makes the options of a file with all fields of the source page, in its order.
  CRMLINK_EXPORT MessageCsvOptions();

  /// The names on the wire of the columns, unknown fields included; default: the 18 of
  /// message-export.md.
  std::vector<std::string> columns;
  /// Whether a text that begins like a formula (`=`, `+`, `-`, `@`, a tab or a line break) gets an
  /// apostrophe before it, so that no spreadsheet runs what a customer wrote; plain numbers, ids
  /// such as -12.5 among them, don't. Default: true.
  bool guard_formulas = true;
};

/// Writes messages as lines of CSV (RFC 4180): values with commas, quotes or line breaks stand in
/// quotes, lines end in CR LF, line breaks within values stay. All-const members: thread-safe.
class CRMLINK_EXPORT MessageCsv {
 public:
  explicit MessageCsv(MessageCsvOptions options = MessageCsvOptions());

  /// Appends the line of the columns' names, which comes first.
  void append_header(std::string& out) const;
  /// Appends the line of a message.
  void append(const Message& message, std::string& out) const;

 private:
  MessageCsvOptions options_;
};

/// Appends a message as a line of NDJSON: Message::json, and a line feed. Nothing of what the
/// server sent is lost.
CRMLINK_EXPORT void append_ndjson(const Message& message, std::string& out);

}  // namespace crmlink
