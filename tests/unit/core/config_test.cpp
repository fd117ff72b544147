#include "crmlink/core/config.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace {

using crmlink::Complaint;
using crmlink::ConfigDocument;
using crmlink::ConfigObject;
using crmlink::ConfigProblem;
using crmlink::ConfigValue;
using crmlink::Errc;
using crmlink::Result;
using crmlink::TextPosition;
using namespace std::chrono_literals;

std::vector<std::string> lines(const ConfigDocument& document) {
  const auto verdict = document.finish();
  REQUIRE_FALSE(verdict);
  CHECK(verdict.error() == Errc::invalid_configuration);
  std::vector<std::string> out;
  for (const Complaint& complaint : verdict.error().complaints())
    out.push_back(complaint.message());
  return out;
}

std::string line(const ConfigDocument& document) {
  const auto all = lines(document);
  REQUIRE(all.size() == 1);
  return all.front();
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a right document is read whole and succeeds") {
  auto document = ConfigDocument::parse("dip", R"({
    "name": "customer-lookup", "timeout_ms": 5000, "allow_insecure": true, "limit": 5e3,
    "kind": "static", "tags": ["a", "b"], "items": [{"key": "x"}, {"key": "y"}],
    "labels": {"a/b": "1"}, "nested": {"deep": {"flag": false}}})");
  auto root = document.root();
  CHECK(root);
  CHECK(root.required_text("name") == "customer-lookup");
  CHECK(root.required_milliseconds("timeout_ms", {1ms, 60s}) == 5s);
  CHECK(root.boolean("allow_insecure", false));
  CHECK(root.required_integer("limit") == 5000);
  CHECK(root.required_choice("kind", {"standard", "static"}) == 1);
  CHECK(root.texts("tags") == Lines{"a", "b"});
  Lines keys;
  for (ConfigObject item : root.objects("items", 1))
    keys.push_back(item.required_text("key"));
  CHECK(keys == Lines{"x", "y"});
  CHECK(root.text_members("labels").at(0).first == "a/b");
  CHECK_FALSE(root.required_object("nested").required_object("deep").required_boolean("flag"));
  root.reject_unknown();
  CHECK(document.ok());
  CHECK(document.finish());
}

TEST_CASE("missing members that may be missing give the fallbacks") {
  auto document = ConfigDocument::parse("dip", "{}");
  auto root = document.root();
  CHECK(root.text("a", "fallback") == "fallback");
  CHECK_FALSE(root.optional_text("a"));
  CHECK(root.boolean("b", true));
  CHECK(root.integer("c", {}, 7) == 7);
  CHECK(root.milliseconds("d", {}, 3ms) == 3ms);
  CHECK(root.choice("e", {"x", "y"}, 1) == 1);
  CHECK_FALSE(root.secret("f"));
  CHECK_FALSE(root.optional_object("g"));
  CHECK(root.objects("h").empty());
  CHECK(root.object_members("i").empty());
  CHECK_FALSE(root.has("j"));
  CHECK(document.finish());
}

TEST_CASE("all complaints come at once, in the order of the document, with their places") {
  auto document = ConfigDocument::parse("dip", R"({
  "timeout_ms": "5s",
  "nmae": "x",
  "kind": "statc",
  "items": [{"key": 1}, 7]
})");
  auto root = document.root();
  for (ConfigObject item : root.objects("items"))
    item.required_text("key");
  root.required_choice("kind", {"standard", "static"});
  root.required_text("name");
  root.required_milliseconds("timeout_ms", {1ms, 60s});
  root.reject_unknown();

  CHECK(lines(document) ==
        Lines{"dip: /name (line 1, column 1): missing; expected a non-empty text",
              "dip: /timeout_ms (line 2, column 17): expected milliseconds from 1 to 60000, found "
              "\"5s\"",
              "dip: /nmae (line 3, column 3): unknown key; did you mean name?",
              "dip: /kind (line 4, column 11): expected one of \"standard\", \"static\", found "
              "\"statc\"; did you mean static?",
              "dip: /items/0/key (line 5, column 21): expected a non-empty text, found 1",
              "dip: /items/1 (line 5, column 25): expected an object, found 7"});
  CHECK(document.finish().error().where() == "dip");
}

TEST_CASE("a value without a text gives the same complaints in the same order, without places") {
  ConfigDocument document("dip", boost::json::parse(R"({"b": 1, "a": {"c": [true]}})"));
  auto root = document.root();
  for (const ConfigValue& item : root.required_object("a").items("c"))
    static_cast<void>(item.text());
  root.required_text("b");
  root.required_text("d");
  CHECK(lines(document) == Lines{"dip: /d: missing; expected a non-empty text",
                                 "dip: /b: expected a non-empty text, found 1",
                                 "dip: /a/c/0: expected a text, found true"});
}

TEST_CASE("a syntax error is the one complaint, whatever is read afterwards") {
  auto document = ConfigDocument::parse("dip.json", "{\"a\": 1\n\"b\": 2}");
  auto root = document.root();
  CHECK_FALSE(root);
  CHECK(root.required_text("name").empty());
  CHECK(root.required_object("x").objects("y", 1).empty());
  root.complain("name", ConfigProblem("bad"));
  root.reject_unknown();
  CHECK(line(document) == "dip.json: line 2, column 1: syntax error");
}

TEST_CASE("a document that isn't an object, is too large or too deep is refused") {
  auto list = ConfigDocument::parse("dip", " [1]");
  CHECK_FALSE(list.root());
  CHECK(line(list) == "dip: line 1, column 2: expected an object, found a list");

  crmlink::JsonLimits limits;
  limits.max_size = 4;
  CHECK(line(ConfigDocument::parse("dip", "{    }", limits)) == "dip: larger than 4 bytes");
  CHECK_THAT(line(ConfigDocument::parse("dip", std::string(500, '['))),
             Catch::Matchers::EndsWith("more than 32 levels deep"));
}

TEST_CASE("a key that an object has twice is a complaint at its second place") {
  auto document = ConfigDocument::parse(
      "dip", R"({"a": 1, "b": {"a": 2, "\u0061": 3}, "c": [{"a": 1}, {"a": 1}], "a": 4})");
  CHECK(lines(document) == Lines{"dip: /b/a (line 1, column 24): the object has this key twice",
                                 "dip: /a (line 1, column 65): the object has this key twice"});
}

TEST_CASE("an unknown key without a near one gets the list of the known ones") {
  auto document = ConfigDocument::parse("dip", R"({"whatever": "planted-4711"})");
  auto root = document.root();
  root.text("name", "");
  root.also_known("kind");
  root.reject_unknown();
  CHECK(line(document) ==
        "dip: /whatever (line 1, column 2): unknown key; expected one of name, "
        "kind");
}

TEST_CASE("names are escaped in pointers") {
  auto document = ConfigDocument::parse("dip", R"({"a/b~c": {"d\n": 1}})");
  auto object = document.root().required_object("a/b~c");
  CHECK(object.pointer() == "/a~1b~0c");
  object.required_text("d\n");
  CHECK(document.finish().error().complaints()[0].pointer == "/a~1b~0c/d\n");
  CHECK(document.finish().error().complaints()[0].position == TextPosition{1, 19});
}

TEST_CASE("every wrong kind is told from the right one") {
  auto document = ConfigDocument::parse(
      "dip", R"({"a": null, "b": "true", "c": 1.5, "d": {}, "e": [], "f": 61000, "g": []})");
  auto root = document.root();
  CHECK(root.text("a", "fallback") == "fallback");
  CHECK(root.boolean("b", true));
  CHECK(root.integer("c", {1, 9}, 3) == 3);
  CHECK(root.texts("d").empty());
  CHECK(root.object_members("e").empty());
  CHECK(root.milliseconds("f", {1ms, 60s}, 5s) == 5s);
  CHECK(root.objects("g", 1).empty());
  CHECK(lines(document) ==
        Lines{"dip: /a (line 1, column 7): expected a text, found null",
              "dip: /b (line 1, column 18): expected true or false, found \"true\"",
              "dip: /c (line 1, column 31): expected a whole number from 1 to 9, found 1.5E0",
              "dip: /d (line 1, column 41): expected a list, found an object",
              "dip: /e (line 1, column 50): expected an object, found a list",
              "dip: /f (line 1, column 59): expected milliseconds from 1 to 60000, found 61000",
              "dip: /g (line 1, column 71): expected a list of at least 1, found a list"});
}

TEST_CASE("numbers out of every range are refused, not converted") {
  auto document = ConfigDocument::parse(
      "dip", R"({"a": 1e999, "b": 18446744073709551615, "c": -1, "d": 1e18})");
  auto root = document.root();
  root.required_integer("a");
  root.required_integer("b");
  root.required_integer("c", {0, 10});
  root.required_integer("d");
  CHECK_FALSE(root.find("a")->number());
  CHECK(root.find("c")->number() == -1.0);
  CHECK(lines(document).size() == 5);
}

TEST_CASE("what was found is cut without cutting a character") {
  const std::string text = std::string(39, 'x') + "\u00e9" + std::string(100, 'y');
  auto document = ConfigDocument::parse("", "{\"a\": \"" + text + "\"}");
  document.root().boolean("a", false);
  CHECK(document.finish().error().complaints()[0].found == '"' + std::string(39, 'x') + "\"…");
}

TEST_CASE("a domain's own complaint points into the text") {
  auto document = ConfigDocument::parse("dip", "{\n \"value\": \"\\u00e9\\n{PHONE_NUMBR}\"}");
  auto root = document.root();
  root.required_text("value");
  ConfigProblem problem("unknown variable {PHONE_NUMBR}");
  problem.nearest = "{PHONE_NUMBER}";
  problem.offset = 3;  // é has two bytes, the line break one
  root.complain("value", problem);
  CHECK(line(document) ==
        "dip: /value (line 2, column 20): unknown variable {PHONE_NUMBR}; did you mean "
        "{PHONE_NUMBER}?");
}

TEST_CASE("a domain complains about a key, a place below, or the object itself") {
  auto document = ConfigDocument::parse("dip", R"({"o": {"a": [5, 6]}})");
  auto object = document.root().required_object("o");
  object.complain("", ConfigProblem("one"));
  object.complain("a", ConfigProblem("two"));
  ConfigProblem expecting;
  expecting.expected = "seven";
  object.complain("/a/1", expecting);
  CHECK(lines(document) == Lines{"dip: /o (line 1, column 7): one",
                                 "dip: /o/a (line 1, column 13): two",
                                 "dip: /o/a/1 (line 1, column 17): expected seven, found 6"});
}

TEST_CASE("a document may get its name from its content") {
  auto document = ConfigDocument::parse("", R"({"name": "lookup", "x": 1})");
  auto root = document.root();
  document.rename(root.required_text("name"));
  root.reject_unknown();
  CHECK(line(document) == "lookup: /x (line 1, column 20): unknown key; expected one of name");
}

TEST_CASE("a byte order mark doesn't count") {
  auto document = ConfigDocument::parse("dip", "\xEF\xBB\xBF{\"a\": 1}");
  document.root().required_text("a");
  CHECK(document.finish().error().complaints()[0].position == TextPosition{1, 7});
}

TEST_CASE("beyond a thousand complaints only their number is said") {
  std::string text = "{";
  for (int i = 0; i < 1500; ++i)
    text += (i == 0 ? "\"key" : ",\"key") + std::to_string(i) + "\": 1";
  auto document = ConfigDocument::parse("dip", text + "}");
  document.root().reject_unknown();
  const auto all = lines(document);
  CHECK(all.size() == 1001);
  CHECK(all.back() == "dip: 500 further complaints");
}

TEST_CASE("handles outlive the document") {
  std::optional<ConfigObject> root;
  {
    auto document = ConfigDocument::parse("dip", R"({"a": "b"})");
    root = document.root();
  }
  CHECK(root->required_text("a") == "b");
}

TEST_CASE("the names of an object's members are told, and stay unknown") {
  auto document = ConfigDocument::parse("d", R"({"b": 1, "a": {}})");
  auto root = document.root();
  CHECK(root.names() == std::vector<std::string>{"b", "a"});
  root.reject_unknown();
  CHECK_FALSE(document.ok());
  CHECK(ConfigDocument::parse("d", "[]").root().names().empty());
}
