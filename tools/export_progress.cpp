#include "export_progress.hpp"

#include <algorithm>
#include <ostream>

#include "number_text.hpp"

namespace crmlink::tool {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t bar_columns = 24;

}  // namespace

std::string progress_line(const MessageProgress& progress, double messages_per_second) {
  const auto windows = std::max(progress.windows, std::size_t{1});
  const auto full = std::min(progress.windows_done, windows) * bar_columns / windows;
  return "[" + std::string(full, '#') + std::string(bar_columns - full, '.') + "] " +
         grouped(progress.windows_done) + " of " + grouped(progress.windows) + " windows  " +
         grouped(progress.messages) + " messages  " +
         grouped(static_cast<std::uint64_t>(std::max(messages_per_second, 0.0))) + "/s";
}

void ExportProgress::show(const MessageProgress& progress) {
  if (!console_.err_is_live) return;
  const auto now = Clock::now();
  if (!began_) {
    began_ = now;
    before_ = progress.messages;
  } else if (now - shown_ < 100ms) {
    return;
  }
  shown_ = now;
  const std::chrono::duration<double> elapsed = now - *began_;
  const auto count = static_cast<double>(progress.messages - before_);
  const auto rate = elapsed.count() > 0 ? count / elapsed.count() : 0.0;
  console_.err << "\r\x1b[K" << progress_line(progress, rate) << std::flush;
}

void ExportProgress::clear() {
  if (console_.err_is_live) console_.err << "\r\x1b[K" << std::flush;
}

}  // namespace crmlink::tool
