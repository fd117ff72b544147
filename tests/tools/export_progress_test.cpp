#include "export_progress.hpp"

#include <sstream>

#include "support/catch.hpp"
#include "terminal_text.hpp"

using namespace crmlink;
using namespace crmlink::tool;

namespace {

MessageProgress progress(std::size_t done, std::size_t windows, std::uint64_t messages) {
  MessageProgress progress;
  progress.windows_done = done;
  progress.windows = windows;
  progress.messages = messages;
  return progress;
}

}  // namespace

TEST_CASE("the bar fills with the windows") {
  CHECK(progress_line(progress(0, 8, 0), 0, 79) ==
        "[........................] 0 of 8 windows  0 messages  0/s");
  CHECK(progress_line(progress(3, 8, 12'345), 1234.6, 79) ==
        "[#########...............] 3 of 8 windows  12,345 messages  1,234/s");
  CHECK(progress_line(progress(8, 8, 99), 1, 79) ==
        "[########################] 8 of 8 windows  99 messages  1/s");
}

TEST_CASE("in a narrow terminal the bar gets shorter, then the words go, then the bar") {
  const auto line = [](std::size_t columns) {
    return progress_line(progress(3, 8, 12'345), 1234.6, columns);
  };
  CHECK(line(60) == "[######...........] 3 of 8 windows  12,345 messages  1,234/s");
  CHECK(line(39) == "[######..........] 3/8  12,345  1,234/s");
  CHECK(line(22) == "[###.....] 3/8  12,345");
  CHECK(line(21) == "3/8  12,345");
  CHECK(line(5) == "3/8 \u2026");
}

TEST_CASE("a line never has more columns than there are") {
  for (const auto messages : {0U, 12'345U, 4'000'000'000U})
    for (std::size_t columns = 1; columns < 100; ++columns)
      CHECK(width_of(progress_line(progress(3, 53, messages), 123'456, columns)) <= columns);
}

TEST_CASE("only a terminal sees the bar") {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Console console(in, out, err);
  ExportProgress bar(console);
  bar.show(progress(1, 2, 3));
  bar.clear();
  CHECK(err.str().empty());
  console.err_is_live = true;
  bar.show(progress(1, 2, 3));
  CHECK(err.str() == "\r\x1b[K[############............] 1 of 2 windows  3 messages  0/s");
  bar.show(progress(2, 2, 4));
  CHECK(err.str().find("2 of 2") == std::string::npos);
  CHECK(out.str().empty());
}
