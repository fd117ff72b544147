#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "support/catch.hpp"
#include "unit/text/expand.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

Variables caller() {
  Variables variables{{"ANI", "+12223334444"}, {"NAME", "Kim"}};
  variables.set_json("contact", boost::json::parse(R"({
    "source": "+4930123", "id": 9007199254740993, "price": 1.1, "vip": true, "none": null, "": "x",
    "empty": "", "a.b": "dotted", "tags": ["x", {"y": [1, 2]}], "queue": {"id": 7, "n\"": "é"}})"));
  return variables;
}

}  // namespace

TEST_CASE("a reference in braces is replaced by the variable's value") {
  CHECK(expand("{ANI}", caller()) == "+12223334444");
  CHECK(expand("call from {ANI}, {NAME}.", caller()) == "call from +12223334444, Kim.");
}

TEST_CASE("a reference in angle brackets is replaced when the name is known") {
  CHECK(expand("<ANI>", caller()) == "+12223334444");
  CHECK(expand("<contact.source>", caller()) == "+4930123");
  CHECK(expand("<p>{NAME}</p> <i", caller()) == "<p>Kim</p> <i");
  CHECK(expand("<<NAME>>", caller()) == "<Kim>");
  CHECK(expand("<contact[>", caller()) == "<contact[>");
}

TEST_CASE("names match without regard to case") {
  CHECK(expand("{ani} {Ani} <aNi> {CONTACT.source}", caller()) ==
        "+12223334444 +12223334444 +12223334444 +4930123");
}

TEST_CASE("doubled braces are literal braces") {
  CHECK(expand("{{NAME}}", caller()) == "{NAME}");
  CHECK(expand("{{{NAME}}}", caller()) == "{Kim}");
  CHECK(expand("}}{{", caller()) == "}{");
}

TEST_CASE("a path leads into a JSON scope") {
  const auto variables = caller();
  CHECK(expand("{contact.queue.id}", variables) == "7");
  CHECK(expand("{contact.tags[0]}", variables) == "x");
  CHECK(expand("{contact.tags[-1].y[-2]}", variables) == "1");
  CHECK(expand("{contact[\"a.b\"]}", variables) == "dotted");
  CHECK(expand("{contact[\"\"]}", variables) == "x");
  CHECK(expand("{contact.id} {contact.vip} {contact.price}", variables) ==
        "9007199254740993 true 1.1");
}

TEST_CASE("a JSON object or array in a text is compact JSON") {
  CHECK(expand("tags {contact.tags}", caller()) == R"(tags ["x",{"y":[1,2]}])");
  CHECK(expand("{contact.queue}!", caller()) == R"({"id":7,"n\"":"é"}!)");
  CHECK(expand("{contact.tags[1]}", caller(), Slot::url_query) == "%7B%22y%22%3A%5B1%2C2%5D%7D");
}

TEST_CASE("what a path doesn't find is absent") {
  for (const auto* path : {"{contact.nobody}", "{contact.tags[2]}", "{contact.tags[-3]}",
                           "{contact.none}", "{contact.empty}", "{contact.source.x}",
                           "{contact.source[0]}", "{contact.tags.y}", "{response.body}"}) {
    INFO(path);
    CHECK(expand(path, caller()) == std::nullopt);
    CHECK(expand(path, caller(), Slot::json) == std::nullopt);
  }
}

TEST_CASE("a path into a variable that holds a text is absent") {
  CHECK(expand("{contact.id}", Variables{{"contact", "Kim"}}) == std::nullopt);
  CHECK(expand("{contact}", Variables{{"contact", "Kim"}}) == "Kim");
}

TEST_CASE("an absent variable leaves the literal parts of a text") {
  CHECK(expand("Hello {NAME}!", Variables()) == "Hello !");
}

TEST_CASE("a text that comes out empty is absent and writes nothing") {
  for (const auto slot : {Slot::plain, Slot::url_path, Slot::url_query, Slot::header, Slot::json,
                          Slot::json_text, Slot::form, Slot::html, Slot::file_name}) {
    std::string out = "before";
    CHECK(compile("{NAME}{B}", slot).expand(Variables(), out).value() == Presence::absent);
    CHECK(compile("", slot).expand(Variables(), out).value() == Presence::absent);
    CHECK(TextTemplate().expand(Variables(), out).value() == Presence::absent);
    CHECK(out == "before");
  }
}

TEST_CASE("an expansion is appended to what the buffer holds") {
  std::string out = "x=";
  CHECK(compile("{NAME}", Slot::json).expand(caller(), out).value() == Presence::present);
  CHECK(out == "x=\"Kim\"");
}

TEST_CASE("a value is never read as a template") {
  const Variables variables{{"NAME", "{ANI}<ANI>=UPPER(x)"}, {"ANI", "secret"}};
  CHECK(expand("{NAME}", variables) == "{ANI}<ANI>=UPPER(x)");
  CHECK(expand("=LOWER({NAME})", variables) == "{ani}<ani>=upper(x)");
}

TEST_CASE("a value that is exactly one reference keeps its JSON type in a JSON slot") {
  const auto variables = caller();
  CHECK(expand("{contact.id}", variables, Slot::json) == "9007199254740993");
  CHECK(expand("{contact.vip}", variables, Slot::json) == "true");
  CHECK(expand("{contact.price}", variables, Slot::json) == "1.1");
  CHECK(expand("{contact.tags}", variables, Slot::json) == R"(["x",{"y":[1,2]}])");
  CHECK(expand("<contact.queue>", variables, Slot::json) == R"({"id":7,"n\"":"é"})");
  CHECK(expand("{contact.source}", variables, Slot::json) == "\"+4930123\"");
  CHECK(expand("{ANI}", variables, Slot::json) == "\"+12223334444\"");
  CHECK(expand(" {contact.id}", variables, Slot::json) == "\" 9007199254740993\"");
  CHECK(expand("{contact.tags}.", variables, Slot::json) == R"("[\"x\",{\"y\":[1,2]}].")");
}

TEST_CASE("a JSON text slot makes a string of every reference") {
  CHECK(expand("{contact.id}", caller(), Slot::json_text) == "\"9007199254740993\"");
  CHECK(expand("{contact.tags[1]}", caller(), Slot::json_text) == R"("{\"y\":[1,2]}")");
}

TEST_CASE("without functions a text that begins with = is a text") {
  const auto names = vocabulary();
  std::string out;
  const auto parsed = TextTemplate::parse("=UPPER({NAME})", {Slot::plain, names}).value();
  CHECK(parsed.expand(caller(), out).value() == Presence::present);
  CHECK(out == "=UPPER(Kim)");
}

TEST_CASE("a template tells its source, its references and whether it has any") {
  const auto parsed = compile("=DEFAULT_VALUE(x{contact.tags[0]}, =UPPER(<ani>), A)");
  std::vector<std::string> references;
  parsed.for_each_reference([&](std::string_view name) { references.emplace_back(name); });
  CHECK(references == std::vector<std::string>{"contact.tags[0]", "ani", "A"});
  CHECK(parsed.source() == "=DEFAULT_VALUE(x{contact.tags[0]}, =UPPER(<ani>), A)");
  CHECK_FALSE(parsed.is_literal());
  CHECK(compile("{{x}}").is_literal());
  CHECK(TextTemplate().is_literal());
  CHECK(TextTemplate().source().empty());
}
