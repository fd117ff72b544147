#include "support/catch.hpp"
#include "unit/text/expand.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

// The one fault of a text: `offset: problem [nearest]`.
std::string fault(std::string_view text, Slot slot = Slot::plain) {
  const auto faults = faults_of(text, slot);
  if (faults.size() != 1) return std::to_string(faults.size()) + " faults";
  const auto& found = faults.front();
  const auto nearest = found.nearest.empty() ? std::string() : " [" + found.nearest + ']';
  return std::to_string(found.offset) + ": " + found.problem + nearest;
}

}  // namespace

TEST_CASE("an unknown variable is a fault with its place and the nearest name") {
  CHECK(fault("Hi {PHONE_NUMBR}") == "3: unknown variable {PHONE_NUMBR} [PHONE_NUMBER]");
  CHECK(fault("{contct.source[0]}") ==
        "0: unknown variable {contct.source[0]} [contact.source[0]]");
  CHECK(fault("{weather}") == "0: unknown variable {weather}");
  CHECK(fault("{}") == "0: unknown variable {}");
  CHECK(fault("{ ANI }") == "0: unknown variable { ANI } [ANI]");
}

TEST_CASE("a path into a plain variable, or one that doesn't compile, is a fault") {
  CHECK(fault("x{ANI.country}") == "1: {ANI} is a text, it has no members");
  CHECK(
      fault("x{contact[one]}") ==
      "1: {contact[one]}: an index, a quoted name or name=value is expected at byte 1 of the path");
  CHECK(fault("{contact.}") == "0: {contact.}: a member's name is expected at byte 1 of the path");
}

TEST_CASE("a brace without its partner is a fault") {
  CHECK(fault("a } b") == "2: a } without its {; write }} for a brace");
  CHECK(fault("a {ANI") == "2: a { without its }; write {{ for a brace");
  CHECK(fault("{ANI}}") == "5: a } without its {; write }} for a brace");
}

TEST_CASE("every fault of a text is found at once") {
  const auto faults = faults_of("{X1} } =UPPER {X2}");
  REQUIRE(faults.size() == 3);
  CHECK(faults[0].offset == 0);
  CHECK(faults[1].offset == 5);
  CHECK(faults[2].offset == 14);
  CHECK(faults_of("=NOSUCH({X1}, =UPPER({X2}, 3), =LAST(x, no))").size() == 5);
}

TEST_CASE("a message of a fault doesn't repeat a text without end") {
  const auto faults = faults_of('{' + std::string(100000, 'x') + '}');
  REQUIRE(faults.size() == 1);
  CHECK(faults.front().problem.size() < 100);
}

TEST_CASE("an unknown function is a fault with the nearest name") {
  CHECK(fault("=DEFALT_VALUE({A}, {B})") == "0: unknown function DEFALT_VALUE [DEFAULT_VALUE]");
  CHECK(fault("=DEFAULT_VALUE({A}, =UPER({B}))") == "20: unknown function UPER [UPPER]");
}

TEST_CASE("a wrong number of arguments is a fault") {
  CHECK(fault("=DEFAULT_VALUE({A})") == "0: DEFAULT_VALUE needs at least 2 arguments, here are 1");
  CHECK(fault("=UPPER()") == "0: UPPER needs at least 1 argument, here are 0");
  CHECK(fault("=CONCAT_OR( )") == "0: CONCAT_OR needs at least 1 argument, here are 0");
  CHECK(fault("=UPPER(a,b)") == "0: UPPER takes at most 1 argument, here are 2");
}

TEST_CASE("a function that isn't spelled as one is a fault") {
  constexpr auto expected =
      "0: a value that begins with = calls a function, =NAME(...); write == for a literal =";
  CHECK(fault("=") == expected);
  CHECK(fault("=5") == expected);
  CHECK(fault("=UPPER") == expected);
  CHECK(fault("=UPPER {A}") == expected);
  CHECK(fault("= UPPER({A})") == expected);
  CHECK(fault("=UPPER({A}") == "6: a ( without its )");
  CHECK(fault("=UPPER((({A}))") == "6: a ( without its )");
  CHECK(fault("=UPPER(\"a)") == "7: a quote that isn't closed");
  CHECK(fault("=UPPER({A}) x") == "11: text behind the function's )");
  CHECK(fault("=DEFAULT_VALUE(a, =UPPER({A})!)") == "29: text behind the function's )");
}

TEST_CASE("functions nested without end are a fault") {
  std::string text;
  for (int i = 0; i < 10000; ++i)
    text += "=UPPER(";
  CHECK(fault(text + std::string(10000, ')')) == "112: functions are nested too deep");
}

TEST_CASE("a literal argument that can't be right is a fault") {
  CHECK(fault("=LAST({A}, four)") == "11: LAST: the second argument must be a whole number from 1");
  CHECK(fault("=LAST({A}, 0)") == "11: LAST: the second argument must be a whole number from 1");
  CHECK(fault("=NOW(\"%Y-%Q\")") == "5: NOW: unknown specifier %Q");
  CHECK(fault("=NOW(100%)") == "5: NOW: unknown specifier %");
  CHECK(fault("=LAST({A}, {B})") == "0 faults");
}

TEST_CASE("a literal that can't stand in the slot is a fault") {
  CHECK(fault("a\r\n{A}", Slot::header) == "2 faults");
  CHECK(fault("a\t{A}", Slot::header) == "1: byte 0x09 can't stand in a header");
  CHECK(fault("=DEFAULT_VALUE({A}, a\x7F)", Slot::header) ==
        "21: byte 0x7F can't stand in a header");
  CHECK(fault("a/{A}", Slot::file_name) == "1: '/' can't stand in a file name");
  CHECK(fault("..", Slot::url_path) == "0: a segment of the path is . or ..");
}

TEST_CASE("a template that doesn't compile fails with its first fault") {
  const Vocabulary names{"PHONE_NUMBER"};
  const auto parsed = TextTemplate::parse("Hi {PHONE_NUMBR} {X}", {Slot::plain, names});
  REQUIRE(!parsed);
  CHECK(parsed.error() == Errc::invalid_template);
  CHECK(parsed.error().detail() ==
        "unknown variable {PHONE_NUMBR} at byte 3; did you mean PHONE_NUMBER?");
}
