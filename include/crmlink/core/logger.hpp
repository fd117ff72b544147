#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "crmlink/core/export.hpp"

namespace crmlink {

/// How much a log line matters.
enum class LogLevel : std::uint8_t { debug, info, warning, error };

/// Returns the name of a level, as the enumerator is spelled; static storage.
CRMLINK_EXPORT std::string_view to_string(LogLevel level) noexcept;

/// Hands log lines to the host. A cheap handle; a default-constructed one is silent.
///
/// Lines never hold secrets, nor callers' data. Thread-safe if the sink is.
class CRMLINK_EXPORT Logger {
 public:
  /// Receives one line without a line break. The views are valid during the call only. An exception
  /// that it throws is swallowed: a failing log must not fail a call.
  using Sink = std::function<void(LogLevel level, std::string_view room, std::string_view line)>;

  /// Makes a logger that says nothing.
  Logger() noexcept;
  /// Makes a logger that hands lines of `threshold` and above to `sink` (copied, lives as long as
  /// the last handle).
  explicit Logger(Sink sink, LogLevel threshold = LogLevel::info);

  /// Returns whether a line of this level would be handed over: ask before composing an expensive
  /// one.
  bool enabled(LogLevel level) const noexcept;
  /// Hands over a line; `room` names the part that speaks ("http", "dip"). A line break in `line`
  /// makes two lines; other control characters are replaced, so that no text can forge a line.
  void write(LogLevel level, std::string_view room, std::string_view line) const noexcept;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace crmlink
