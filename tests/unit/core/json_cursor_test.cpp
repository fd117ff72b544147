#include "core/json_cursor.hpp"

#include <string>

#include "support/catch.hpp"

using namespace crmlink;

namespace {

constexpr std::size_t depth = 32;

/// Passes over a whole text; returns what is wrong with it, or nothing.
std::string problem_of(std::string_view text) {
  JsonCursor cursor(text, depth);
  cursor.skip();
  return cursor.finish() ? "" : cursor.problem();
}

std::string decoded(std::string_view text) {
  JsonCursor cursor(text, depth);
  REQUIRE(cursor.peek() == JsonKind::string);
  const auto string = cursor.string();
  REQUIRE(cursor.finish());
  std::string meaning(string.raw.size(), '\0');
  meaning.resize(static_cast<std::size_t>(string.decode(meaning.data()) - meaning.data()));
  return meaning;
}

}  // namespace

TEST_CASE("a cursor reads members and gives views into the text") {
  const std::string text = R"( {"a" : "one", "b":[1,{"x":null}], "c":-1.5e3, "d" :true} )";
  JsonCursor cursor(text, depth);
  REQUIRE(cursor.peek() == JsonKind::object);
  cursor.enter_object();
  JsonString name;

  REQUIRE(cursor.next_member(name));
  CHECK(name.is("a"));
  REQUIRE(cursor.peek() == JsonKind::string);
  const auto value = cursor.string();
  CHECK(value.raw == "one");
  CHECK_FALSE(value.escaped);
  CHECK(value.raw.data() == text.data() + text.find("one"));

  REQUIRE(cursor.next_member(name));
  CHECK(cursor.peek() == JsonKind::array);
  cursor.skip();
  REQUIRE(cursor.next_member(name));
  REQUIRE(cursor.peek() == JsonKind::number);
  CHECK(cursor.number() == "-1.5e3");
  REQUIRE(cursor.next_member(name));
  REQUIRE(cursor.peek() == JsonKind::boolean);
  CHECK(cursor.boolean());
  CHECK_FALSE(cursor.next_member(name));
  CHECK(cursor.finish());
}

TEST_CASE("a literal is taken as a whole or not at all") {
  JsonCursor cursor(R"("true")", depth);
  CHECK_FALSE(cursor.take_literal("\"truer\""));
  CHECK_FALSE(cursor.take_literal("\"true\" "));
  CHECK(cursor.take_literal("\"true\""));
  CHECK(cursor.finish());
}

TEST_CASE("escapes mean what RFC 8259 says") {
  CHECK(decoded(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
  CHECK(decoded(R"("\u0041\u00e9\u20ac\ud83d\ude00")") == "A\u00e9\u20ac\U0001F600");
  JsonCursor cursor(R"("v\u0061lue")", depth);
  CHECK(cursor.string().is("value"));
}

TEST_CASE("what isn't JSON is refused, with its place") {
  CHECK(problem_of(R"({"a": 1} )").empty());
  CHECK(problem_of("\xEF\xBB\xBF[]").empty());
  CHECK(problem_of(R"({"a": 1}x)") == "extra data at byte 8");
  CHECK(problem_of(R"({"a" 1})") == "syntax error at byte 5");
  CHECK(problem_of("[\"\xC3\x28\"]") == "invalid UTF-8 at byte 2");
  CHECK(problem_of(R"(["\ud83d"])").find("half a surrogate pair") == 0);
  for (const auto* const text :
       {"",       " ",           "{",         "[",        "[1,]",
        "{,}",    R"({"a":1,})", R"({"a":})", R"({a:1})", "01",
        "1.",     ".5",          "-",         "1e",       "+1",
        "tru",    "nul",         R"("a)",     R"("\x")",  R"("\u12g4")",
        "\"\n\"", "]",           "}",         "[1 2]",    R"({"a":1 "b":2})",
        "[}",     "{]"}) {
    INFO(text);
    CHECK_FALSE(problem_of(text).empty());
  }
}

TEST_CASE("nesting is bounded") {
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  CHECK(problem_of(nested(depth)).empty());
  CHECK(problem_of(nested(depth + 1)) == "nested too deeply at byte 33");
  CHECK_FALSE(problem_of(std::string(1'000'000, '[')).empty());
}

TEST_CASE("after the first fault every question is answered with no") {
  JsonCursor cursor(R"({"a": tru, "b": "x"})", depth);
  cursor.enter_object();
  JsonString name;
  REQUIRE(cursor.next_member(name));
  cursor.skip();
  CHECK_FALSE(cursor.next_member(name));
  CHECK(cursor.peek() == JsonKind::nothing);
  CHECK_FALSE(cursor.finish());
  CHECK(cursor.problem() == "syntax error at byte 6");
}
