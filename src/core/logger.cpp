#include "crmlink/core/logger.hpp"

#include <utility>

#include "core/printable.hpp"

namespace crmlink {

struct Logger::State {
  Sink sink;
  LogLevel threshold;
};

std::string_view to_string(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "unknown";
}

Logger::Logger() noexcept = default;

Logger::Logger(Sink sink, LogLevel threshold) {
  if (sink) state_ = std::make_shared<const State>(State{std::move(sink), threshold});
}

bool Logger::enabled(LogLevel level) const noexcept {
  return state_ != nullptr && level >= state_->threshold;
}

void Logger::write(LogLevel level, std::string_view room, std::string_view line) const noexcept {
  if (!enabled(level)) return;
  try {
    while (true) {
      const std::size_t end = line.find('\n');
      state_->sink(level, room, printable(line.substr(0, end)));
      if (end == std::string_view::npos) return;
      line.remove_prefix(end + 1);
    }
  } catch (...) {
    // The contract of Sink: a failing log must not fail a call.
  }
}

}  // namespace crmlink
