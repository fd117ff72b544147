#include "export_progress.hpp"

#include <sstream>

#include "support/catch.hpp"

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
  CHECK(progress_line(progress(0, 8, 0), 0) ==
        "[........................] 0 of 8 windows  0 messages  0/s");
  CHECK(progress_line(progress(3, 8, 12'345), 1234.6) ==
        "[#########...............] 3 of 8 windows  12,345 messages  1,234/s");
  CHECK(progress_line(progress(8, 8, 99), 1) ==
        "[########################] 8 of 8 windows  99 messages  1/s");
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
