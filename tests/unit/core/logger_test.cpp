#include "crmlink/core/logger.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace {

using crmlink::Logger;
using crmlink::LogLevel;

Logger logger_into(std::vector<std::string>& lines, LogLevel threshold) {
  return Logger(
      [&lines](LogLevel level, std::string_view room, std::string_view line) {
        lines.push_back(std::string(to_string(level)) + ' ' + std::string(room) + ' ' +
                        std::string(line));
      },
      threshold);
}

}  // namespace

TEST_CASE("a default-constructed logger is silent") {
  const Logger logger;
  CHECK_FALSE(logger.enabled(LogLevel::error));
  logger.write(LogLevel::error, "http", "nobody hears it");
  CHECK_FALSE(Logger(nullptr).enabled(LogLevel::error));
}

TEST_CASE("a logger hands over lines of its threshold and above") {
  std::vector<std::string> lines;
  const Logger logger = logger_into(lines, LogLevel::warning);
  CHECK_FALSE(logger.enabled(LogLevel::info));
  CHECK(logger.enabled(LogLevel::warning));
  logger.write(LogLevel::info, "http", "dropped");
  logger.write(LogLevel::warning, "http", "kept");
  logger.write(LogLevel::error, "dip", "kept too");
  CHECK(lines == std::vector<std::string>{"warning http kept", "error dip kept too"});
}

TEST_CASE("copies of a logger share the sink") {
  std::vector<std::string> lines;
  Logger copy;
  {
    const Logger logger = logger_into(lines, LogLevel::debug);
    copy = logger;
  }
  copy.write(LogLevel::debug, "core", "still there");
  CHECK(lines == std::vector<std::string>{"debug core still there"});
}

TEST_CASE("a sink gets one line at a time, without control characters") {
  std::vector<std::string> lines;
  logger_into(lines, LogLevel::info).write(LogLevel::info, "dip", "a\r\nb\x1b[0m");
  CHECK(lines == std::vector<std::string>{"info dip a ", "info dip b?[0m"});
}

TEST_CASE("a sink that throws doesn't fail the caller") {
  const Logger logger(
      [](LogLevel, std::string_view, std::string_view) { throw std::runtime_error("disk full"); });
  CHECK_NOTHROW(logger.write(LogLevel::error, "http", "line"));
}
