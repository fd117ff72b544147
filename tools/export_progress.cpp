#include "export_progress.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <ostream>

#include "number_text.hpp"
#include "style.hpp"
#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t widest_bar = 24;
constexpr std::size_t narrowest_bar = 8;

std::string bar(const MessageProgress& progress, std::size_t columns) {
  const auto windows = std::max(progress.windows, std::size_t{1});
  const auto full = std::min(progress.windows_done, windows) * columns / windows;
  return "[" + std::string(full, '#') + std::string(columns - full, '.') + "] ";
}

/// Puts a bar before a text where there is room for both.
std::optional<std::string> with_bar(const MessageProgress& progress, const std::string& text,
                                    std::size_t columns) {
  const auto taken = text.size() + 3;  // The brackets, and a space.
  if (taken + narrowest_bar > columns) return std::nullopt;
  return bar(progress, std::min(columns - taken, widest_bar)) + text;
}

}  // namespace

std::string progress_line(const MessageProgress& progress, double messages_per_second,
                          std::size_t columns) {
  const auto done = grouped(progress.windows_done);
  const auto windows = grouped(progress.windows);
  const auto messages = grouped(progress.messages);
  const auto rate = grouped(static_cast<std::uint64_t>(std::max(messages_per_second, 0.0))) + "/s";
  const auto brief = done + '/' + windows + "  " + messages;
  for (const auto& text : {done + " of " + windows + " windows  " + messages + " messages  " + rate,
                           brief + "  " + rate, brief})
    if (auto line = with_bar(progress, text, columns)) return std::move(*line);
  return cut(brief, columns);
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
  // Without the last column, behind which some terminals break the line.
  const auto columns = std::max(terminal_columns(console_.err_descriptor), std::size_t{2}) - 1;
  console_.err << "\r\x1b[K" << progress_line(progress, rate, columns) << std::flush;
}

void ExportProgress::clear() {
  if (console_.err_is_live) console_.err << "\r\x1b[K" << std::flush;
}

}  // namespace crmlink::tool
