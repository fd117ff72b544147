#include "crmlink/core/json.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "core/json_reader.hpp"
#include "core/json_scanner.hpp"
#include "support/catch.hpp"

namespace {

using crmlink::Errc;
using crmlink::JsonLimits;
using crmlink::parse_json;
using crmlink::TextPosition;

std::string reason(std::string_view text, const JsonLimits& limits = JsonLimits()) {
  const auto value = parse_json(text, limits);
  REQUIRE_FALSE(value);
  CHECK(value.error() == Errc::invalid_json);
  return std::string(value.error().detail());
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

JsonLimits depth_limit(std::size_t depth) {
  JsonLimits limits;
  limits.max_depth = depth;
  return limits;
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("a JSON text becomes its value") {
  const auto value = parse_json(R"( {"a": [1, true, null, "é"]} )");
  REQUIRE(value);
  CHECK(boost::json::serialize(*value) == R"({"a":[1,true,null,"é"]})");
}

TEST_CASE("a JSON fault says line, column and what is wrong, but nothing of the content") {
  CHECK(reason("") == "line 1, column 1: unexpected end of the text");
  CHECK(reason("{\"a\": 1,\n \"b\" 2}") == "line 2, column 6: syntax error");
  CHECK(reason("[1, 2,]") == "line 1, column 7: comma after the last element");
  CHECK(reason("[1] planted-4711") == "line 1, column 5: more text after the end of the value");
  CHECK(reason("{'planted': 1}") == "line 1, column 2: text must stand in double quotes");
  CHECK(reason("[1, // planted\n2]") == "line 1, column 5: JSON has no comments");
  CHECK(reason("[\"planted") == "line 1, column 10: unexpected end of the text");
}

TEST_CASE("JSON that isn't UTF-8 is refused") {
  CHECK_THAT(reason("\"\xff\""), Catch::Matchers::Contains("invalid UTF-8"));
  CHECK_FALSE(parse_json("\"\xed\xa0\x80\"").has_value());
}

TEST_CASE("JSON up to the depth limit is read, one level more is refused") {
  CHECK(parse_json(nested(32)).has_value());
  CHECK_THAT(reason(nested(33)), Catch::Matchers::EndsWith("more than 32 levels deep"));
  CHECK(parse_json(nested(3), depth_limit(3)).has_value());
  CHECK_FALSE(parse_json(nested(4), depth_limit(3)).has_value());
}

TEST_CASE("no depth limit lets a text exhaust the stack") {
  const JsonLimits limits = depth_limit(10'000'000);
  CHECK(parse_json(nested(256), limits).has_value());
  CHECK_THAT(reason(std::string(900'000, '['), limits),
             Catch::Matchers::EndsWith("more than 256 levels deep"));
}

TEST_CASE("JSON up to the size limit is read, one byte more is refused") {
  JsonLimits limits;
  limits.max_size = 5;
  CHECK(parse_json("[1,2]", limits).has_value());
  CHECK_THAT(reason("[1,23]", limits), Catch::Matchers::EndsWith("larger than 5 bytes"));
}

TEST_CASE("a position counts lines and bytes from one") {
  const std::string_view text = "ab\n\ncd";
  CHECK(crmlink::position_at(text, 0) == TextPosition{1, 1});
  CHECK(crmlink::position_at(text, 2) == TextPosition{1, 3});
  CHECK(crmlink::position_at(text, 3) == TextPosition{2, 1});
  CHECK(crmlink::position_at(text, 5) == TextPosition{3, 2});
  CHECK(crmlink::position_at(text, 99) == TextPosition{3, 3});
}

TEST_CASE("a byte of a string's value is found in its spelling") {
  const std::string_view text = R"("a\nb\u00e9\ud83d\ude00c")";
  const auto at = [&](std::size_t offset) {
    return text.substr(crmlink::offset_in_string(text, 0, offset));
  };
  CHECK(at(0).starts_with("a"));
  CHECK(at(1).starts_with(R"(\n)"));
  CHECK(at(2).starts_with("b"));
  CHECK(at(3).starts_with(R"(\u00e9)"));
  CHECK(at(4).starts_with(R"(\u00e9)"));
  CHECK(at(5).starts_with(R"(\ud83d)"));
  CHECK(at(9).starts_with("c"));
  CHECK(at(10) == "\"");
  CHECK(at(99) == "\"");
}

TEST_CASE("the parser agrees with the JSON corpus") {
  const std::filesystem::path folder = std::string(CRMLINK_CORPORA) + "/json/test_parsing";
  if (!std::filesystem::exists(folder)) {
    std::cout << "skipped: the JSON corpus isn't here\n";
    return;
  }
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    INFO(name);
    const bool accepted = parse_json(content_of(entry.path()), depth_limit(256)).has_value();
    if (name.starts_with("y_")) CHECK(accepted);
    if (name.starts_with("n_")) CHECK_FALSE(accepted);
    ++files;
  }
  CHECK(files > 300);
}
