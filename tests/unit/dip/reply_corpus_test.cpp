#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "dip/reply_reader.hpp"
#include "kept_reply.hpp"
#include "support/catch.hpp"

using namespace crmlink;

namespace {

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("other people's bad JSON is refused as a reply and as a value, never a crash") {
  const std::filesystem::path folder = std::string(CRMLINK_CORPORA) + "/json/test_parsing";
  if (!std::filesystem::is_directory(folder)) {
    WARN("skipped: no corpus at " << folder);
    return;
  }
  const ReplyRules rules{.allow = std::nullopt, .max_bytes = 1 << 20, .max_parameters = 64};
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    ++files;
    const auto text = content_of(entry.path());
    const auto name = entry.path().filename().string();
    INFO(name);
    CHECK(read_kept_reply(text, rules).has_error());  // none has parameters
    const auto as_value = read_kept_reply(R"({"parameters":{"a":{"value":)" + text + "}}}", rules);
    const auto inside = read_kept_reply(R"({"parameters":{},"x":)" + text + "}", rules);
    if (name.starts_with("y_")) {
      CHECK(as_value);
      CHECK(inside);
    }
    boost::json::error_code ec;
    boost::json::parse(R"({"x":)" + text + "}", ec);
    if (name.starts_with("n_") && ec) CHECK(inside.has_error());
  }
  CHECK(files > 300);
}
