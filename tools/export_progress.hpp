#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "console.hpp"
#include "crmlink/messages/message_export.hpp"

namespace crmlink::tool {

/// Returns a line of at most `columns` on how far an export is: `[######··········] 3 of 8 windows
/// 12,345 messages  1,234/s`; in a narrow one `[####····] 3/8  12,345  1,234/s`, or what fits.
std::string progress_line(const MessageProgress& progress, double messages_per_second,
                          std::size_t columns);

/// Shows that line on a terminal, over and over, ten times a second at most.
class ExportProgress {
 public:
  explicit ExportProgress(Console& console) : console_(console) {}

  /// Shows a state of the export.
  void show(const MessageProgress& progress);
  /// Takes the line away.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  Console& console_;
  std::optional<Clock::time_point> began_;
  Clock::time_point shown_;
  std::uint64_t before_ = 0;  ///< Messages when it began.
};

}  // namespace crmlink::tool
