#include "export_output.hpp"

#include <fstream>
#include <iterator>
#include <sstream>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

using namespace crmlink;
using namespace crmlink::tool;

namespace {

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

MessageBatch batch(const std::string& text) {
  MessageBatch batch;
  batch.messages.emplace_back().text = text;
  batch.messages.back().json = "{\"text\":\"" + text + "\"}";
  return batch;
}

MessageCsvOptions one_column() {
  MessageCsvOptions options;
  options.columns = {"text"};
  return options;
}

ExportState state_of(const std::string& path, const std::string& format) {
  ExportState state;
  state.token = "t";
  state.format = format;
  state.output = path;
  return state;
}

}  // namespace

TEST_CASE("a state is read as it was written") {
  const test::TempFolder folder;
  const auto path = folder.write("x.resume", "old");
  auto state = state_of("a \"file\"", "csv");
  state.bytes = 1'234'567'890'123;
  REQUIRE(write_export_state(path, state));
  const auto read = read_export_state(path);
  REQUIRE(read);
  CHECK(read->token == "t");
  CHECK(read->format == "csv");
  CHECK(read->output == "a \"file\"");
  CHECK(read->bytes == 1'234'567'890'123);
}

TEST_CASE("what isn't a state is refused") {
  const test::TempFolder folder;
  for (const char* wrong :
       {"", "[]", "{}", R"({"token":"t","format":"csv","bytes":-1})",
        R"({"token":"t","format":"xml","bytes":1})", R"({"token":5,"format":"csv","bytes":1})"})
    CHECK_FALSE(read_export_state(folder.write("x", wrong)));
  CHECK_FALSE(read_export_state(folder.write("x", "") + "/absent"));
  CHECK_FALSE(write_export_state(folder.write("x", "") + "/absent", state_of("", "csv")));
}

TEST_CASE("an output that goes on is cut to what is known to be whole") {
  const test::TempFolder folder;
  std::ostringstream unused;
  const auto path = folder.write("out", "{}\n{\"ha");
  auto state = state_of(path, "ndjson");
  state.bytes = 3;
  ExportOutput output(state, one_column(), unused);
  REQUIRE(output.open());
  REQUIRE(output.write(batch("a")));
  CHECK(content(path) == "{}\n{\"text\":\"a\"}\n");
  CHECK(output.bytes() == content(path).size());
}

TEST_CASE("a new output replaces what the file had, and CSV has one line of names") {
  const test::TempFolder folder;
  std::ostringstream unused;
  const auto path = folder.write("out", "something longer than what comes");
  ExportOutput output(state_of(path, "csv"), one_column(), unused);
  REQUIRE(output.open());
  REQUIRE(output.write(batch("a")));
  REQUIRE(output.write(batch("b")));
  CHECK(content(path) == "text\r\na\r\nb\r\n");
}

TEST_CASE("a file that lost what was exported is an error") {
  const test::TempFolder folder;
  std::ostringstream unused;
  auto state = state_of(folder.write("out", "ab"), "ndjson");
  state.bytes = 3;
  CHECK_FALSE(ExportOutput(state, one_column(), unused).open());
  state.output += ".absent";
  CHECK_FALSE(ExportOutput(state, one_column(), unused).open());
}
