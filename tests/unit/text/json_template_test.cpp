#include "text/json_template.hpp"

#include "support/catch.hpp"

using namespace crmlink;
using text::JsonTemplate;

namespace {

const Vocabulary names{"NAME", "PHONE_NUMBER"};

JsonTemplate read(std::string_view json) {
  auto document = ConfigDocument::parse("test", json);
  auto root = document.root();
  const FunctionRegistry functions;
  TextTemplate::Options options(Slot::json, names);
  options.functions = &functions;
  auto made = JsonTemplate::read(*root.find("body"), options);
  REQUIRE(document.ok());
  return made;
}

std::string render(const JsonTemplate& value, const Variables& variables) {
  std::string out;
  REQUIRE(value.render(variables, out).value() == Presence::present);
  return out;
}

JsonTemplate name_template() {
  return JsonTemplate::text(
      TextTemplate::parse("{NAME}", TextTemplate::Options(Slot::json, names)).value());
}

}  // namespace

TEST_CASE("a JSON template keeps structure and types, and fills in the texts") {
  const auto value = read(R"json({"body": {"filters": [{"op": "EQ", "value": "{PHONE_NUMBER}"}],
      "limit": 1, "deep": {"on": true, "none": null}, "n": "=NUMBER(7)"}})json");
  constexpr auto* expected =
      R"({"filters":[{"op":"EQ","value":"+1\"2"}],"limit":1,"deep":{"on":true,"none":null},"n":7})";
  CHECK(render(value, {{"PHONE_NUMBER", "+1\"2"}}) == expected);
}

TEST_CASE("what is absent leaves its object or array, an empty text that was written stays") {
  const auto value = read(R"({"body": {"a": "{NAME}", "b": ["{NAME}", 1, "x"], "c": ""}})");
  CHECK(render(value, {}) == R"({"b":[1,"x"],"c":""})");
}

TEST_CASE("dotted paths make objects, and no value replaces another") {
  JsonTemplate object;
  CHECK(object.put("fields.name", name_template()));
  CHECK(object.put("fields.kind", JsonTemplate::fixed("1")));
  CHECK_FALSE(object.put("fields", JsonTemplate::fixed("1")));
  CHECK_FALSE(object.put("fields.name", JsonTemplate::fixed("1")));
  CHECK_FALSE(object.put("fields.name.first", JsonTemplate::fixed("1")));
  CHECK(render(object, {{"NAME", "Kim"}}) == R"({"fields":{"name":"Kim","kind":1}})");
  CHECK(render(JsonTemplate::array_of(object), {}) == R"([{"fields":{"kind":1}}])");
}

TEST_CASE("a fault in a JSON template is a complaint at its place") {
  auto document = ConfigDocument::parse("test", R"({"body": {"a": ["x", "{NAMES}"]}})");
  auto root = document.root();
  JsonTemplate::read(*root.find("body"), TextTemplate::Options(Slot::json, names));
  const auto verdict = document.finish();
  REQUIRE_FALSE(verdict);
  REQUIRE(verdict.error().complaints().size() == 1);
  CHECK(verdict.error().complaints()[0].pointer == "/body/a/1");
  CHECK(verdict.error().complaints()[0].nearest == "NAME");
}

TEST_CASE("the leaves of a value are visited with their paths, as they were configured") {
  const auto made =
      read(R"({"body": {"a": {"b": "x {NAME}", "n": 1.50}, "l": ["{NAME}", [true]]}})");
  std::string all;
  made.for_each_leaf([&all](const std::string& path, std::string_view source) {
    all.append(path).append("=").append(source).append(";");
  });
  CHECK(all == "a.b=x {NAME};a.n=1.5;l[0]={NAME};l[1][0]=true;");
}
