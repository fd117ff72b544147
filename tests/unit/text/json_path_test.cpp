#include "crmlink/text/json_path.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "support/catch.hpp"

using namespace crmlink;

namespace {

const boost::json::value& document() {
  static const auto root = boost::json::parse(R"({
    "data": {"items": [{"id": 1}, {"id": 2}, {"id": 3}], "0": "zero"}, "a.b": {"c\"d": true},
    "": "empty", "a/b": "slash", "m~n": "tilde", "$ref": "dollar",
    "fields": [1, {"id": 4, "name": "Phone number", "value": "+1"}, {"id": "5", "on": true},
               {"id": 4, "value": "+2"}, {"id": 4.5}, {"id": 18446744073709551615}],
    "x y": [[1, 2], [3, 4]]})");
  return root;
}

std::string at(std::string_view path) {
  const auto* const found = JsonPath::parse(path).value().find(document());
  return found == nullptr ? "absent" : boost::json::serialize(*found);
}

std::string problem(std::string_view path) {
  const auto parsed = JsonPath::parse(path);
  if (parsed) return "none";
  CHECK(parsed.error() == Errc::invalid_path);
  return std::string(parsed.error().detail());
}

}  // namespace

TEST_CASE("a path is members, indices and quoted members") {
  CHECK(at("data.items[0].id") == "1");
  CHECK(at("data.items.1.id") == "2");
  CHECK(at("[\"a.b\"][\"c\\\"d\"]") == "true");
  CHECK(at("['a.b']") == "{\"c\\\"d\":true}");
  CHECK(at("x y[1][0]") == "3");
  CHECK(at("[\"\"]") == "\"empty\"");
  CHECK(at("data.0") == "\"zero\"");
}

TEST_CASE("a negative index counts from the end") {
  CHECK(at("data.items[-1].id") == "3");
  CHECK(at("data.items[-3].id") == "1");
}

TEST_CASE("a selection is the first object of a list whose member is spelled so") {
  CHECK(at("fields[id=4].value") == "\"+1\"");
  CHECK(at("fields[name=\"Phone number\"].id") == "4");
  CHECK(at("fields[id=5].on") == "true");
  CHECK(at("fields[id=18446744073709551615].value") == "absent");
  CHECK(at("fields[on=true].id") == "\"5\"");
  CHECK(at("fields[id=6].value") == "absent");
  CHECK(at("fields[id=40]") == "absent");
  CHECK(at("fields[id=\"\"]") == "absent");
  CHECK(at("data[id=1]") == "absent");
  CHECK(at("x y[id=1]") == "absent");
}

TEST_CASE("a path may begin with the root sign or a dot") {
  CHECK(at("$.data.items[1].id") == "2");
  CHECK(at(".data.items[1].id") == "2");
  CHECK(at("$[\"x y\"][0]") == "[1,2]");
  CHECK(at("$ref") == "\"dollar\"");
}

TEST_CASE("the empty path and the root sign alone are the root") {
  CHECK(JsonPath().find(document()) == &document());
  CHECK(JsonPath::parse("").value().find(document()) == &document());
  CHECK(JsonPath::parse("$").value().find(document()) == &document());
  CHECK(JsonPath::parse("$").value().empty());
}

TEST_CASE("a JSON pointer is a path too") {
  CHECK(at("/data/items/0/id") == "1");
  CHECK(at("/a~1b") == "\"slash\"");
  CHECK(at("/m~0n") == "\"tilde\"");
  CHECK(at("/") == "\"empty\"");
  CHECK(at("/data/0") == "\"zero\"");
  CHECK(at("/data/items/-1") == "absent");
}

TEST_CASE("what isn't there is absent") {
  for (const auto* path :
       {"nobody", "data.items[3]", "data.items[-4]", "data.items[9223372036854775807]",
        "data.items[-9223372036854775808]", "data.items.id", "data[0]", "data.items[0].id.x",
        "data.items[0].id[0]", "/data/items/3", "/data/items/00000000000000000000009",
        "data.items.+1"}) {
    INFO(path);
    CHECK(at(path) == "absent");
  }
}

TEST_CASE("a malformed path is refused with the byte at which it is") {
  CHECK(problem("data.") == "a member's name is expected at byte 5 of the path");
  CHECK(problem("data..id") == "a member's name is expected at byte 5 of the path");
  CHECK(problem("data.items[x]") ==
        "an index, a quoted name or name=value is expected at byte 11 of the path");
  CHECK(problem("items[]") ==
        "an index, a quoted name or name=value is expected at byte 6 of the path");
  CHECK(problem("items[=1]") ==
        "an index, a quoted name or name=value is expected at byte 6 of the path");
  CHECK(problem("items[id=]") == "a value is expected at byte 9 of the path");
  CHECK(problem("items[id=1") == "] is expected at byte 10 of the path");
  CHECK(problem("items[id=\"1]") == "the quote isn't closed at byte 12 of the path");
  CHECK(problem("items[1") == "] is expected at byte 7 of the path");
  CHECK(problem("items[1]x") == "a dot or [ is expected at byte 8 of the path");
  CHECK(problem("items]") == "a dot or [ is expected at byte 5 of the path");
  CHECK(problem("[\"x]") == "the quote isn't closed at byte 4 of the path");
  CHECK(problem("[\"x\\") == "the quote isn't closed at byte 4 of the path");
  CHECK(problem("[\"x\".") == "] is expected at byte 4 of the path");
  CHECK(problem("[99999999999999999999]") ==
        "an index, a quoted name or name=value is expected at byte 1 of the path");
  CHECK(problem("/a~2b") == "~ must be followed by 0 or 1 at byte 3 of the path");
  CHECK(problem("/a~") == "~ must be followed by 0 or 1 at byte 3 of the path");
}

TEST_CASE("a path's text leads to the same place") {
  CHECK(JsonPath::parse("$.data.items[-1]").value().to_string() == "data.items[-1]");
  CHECK(JsonPath::parse("/data/items/0").value().to_string() == "data.items.0");
  CHECK(JsonPath().to_string() == "");
  for (const auto* path : {"/a.b/c\"d", "/", "/a~1b", "$ref", "x y[1][0]", "/x y/0",
                           "fields[name='Phone number'].value", "fields[id=4].id"}) {
    INFO(path);
    CHECK(at(JsonPath::parse(path).value().to_string()) == at(path));
  }
}
