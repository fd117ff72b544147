#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "support/catch.hpp"
#include "unit/text/expand.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

constexpr auto zoho =
    "=CONCAT_OR((Id:equals:{ACCOUNT_ID}), (Phone:equals:{PHONE_NUMBER}), (Email:equals:{EMAIL}))";

std::optional<std::string> of(std::string_view text, Slot slot = Slot::plain) {
  return expand(text, Variables{{"A", "one"}, {"B", "two"}, {"NAME", "Zo\xC3\xAB"}}, slot);
}

}  // namespace

TEST_CASE("CONCAT_OR joins the arguments whose variables are present") {
  CHECK(expand(zoho, Variables{{"ACCOUNT_ID", "7"}}) == "(Id:equals:7)");
  CHECK(expand(zoho, Variables{{"ACCOUNT_ID", "7"}, {"EMAIL", "kim@example"}}) ==
        "(Id:equals:7) or (Email:equals:kim@example)");
  CHECK(expand(zoho, Variables{{"PHONE_NUMBER", "+12223334444"}, {"EMAIL", "kim@example"}}) ==
        "(Phone:equals:+12223334444) or (Email:equals:kim@example)");
  CHECK(expand(zoho, Variables()) == std::nullopt);
}

TEST_CASE("CONCAT_AND joins with and") {
  CHECK(of("=CONCAT_AND({A}, {C}, x, {B})") == "one and x and two");
  CHECK(of("=CONCAT_AND({C})") == std::nullopt);
}

TEST_CASE("the joining word is encoded for the slot") {
  CHECK(of("=CONCAT_OR({A}, {B})", Slot::url_query) == "one%20or%20two");
  CHECK(of("=CONCAT_OR({A}, {B})", Slot::form) == "one+or+two");
  CHECK(of("=CONCAT_AND({A}, {B})", Slot::json) == "\"one and two\"");
}

TEST_CASE("DEFAULT_VALUE is the first argument that is present") {
  CHECK(of("=DEFAULT_VALUE({A}, {B})") == "one");
  CHECK(of("=DEFAULT_VALUE({C}, {B})") == "two");
  CHECK(of("=DEFAULT_VALUE({C}, {EMAIL}, nobody)") == "nobody");
  CHECK(of("=DEFAULT_VALUE({C}, {EMAIL})") == std::nullopt);
  CHECK(of("=DEFAULT_VALUE({C}, {EMAIL})", Slot::json) == std::nullopt);
  CHECK(of("=DEFAULT_VALUE(x{C}{A}, y)") == "y");
  CHECK(of("=default_value(, \"\", y)") == "y");
}

TEST_CASE("functions nest in arguments") {
  CHECK(of("=DEFAULT_VALUE({C}, =CONCAT_OR({A},{B}))") == "one or two");
  CHECK(of("=DEFAULT_VALUE(=CONCAT_OR({C},{C}), =UPPER(=CONCAT_AND({A}, {B})))") == "ONE AND TWO");
  CHECK(of("=UPPER(=DEFAULT_VALUE({C}, {EMAIL}))") == std::nullopt);
  CHECK(of("=DEFAULT_VALUE({C}, x=UPPER({A}))") == "x=UPPER(one)");
}

TEST_CASE("quotes protect commas, spaces and parentheses") {
  CHECK(of("=DEFAULT_VALUE({C}, \" a, b) \")") == " a, b) ");
  CHECK(of("=DEFAULT_VALUE({C}, \"{A}, {B}\")") == "one, two");
  CHECK(of("=DEFAULT_VALUE({C}, \"say \"\"{A}\"\"\")") == "say \"one\"");
  CHECK(of("=DEFAULT_VALUE({C}, name=\"a,{A})\")") == "name=\"a,one)\"");
  CHECK(of("=CONCAT_OR(\"a\" b \"c\", d)") == "\"a\" b \"c\" or d");
  CHECK(of("=CONCAT_OR(\"=UPPER(x)\", \"A\")") == "=UPPER(x) or A");
}

TEST_CASE("parentheses in an argument belong to it, and white space around it doesn't") {
  CHECK(of("=CONCAT_OR(  ((a,b),(c)) ,\n f(x) )") == "((a,b),(c)) or f(x)");
  CHECK(of(" =UPPER({A})") == " =UPPER(one)");
  CHECK(of("=UPPER ( {A} ) ") == "ONE");
}

TEST_CASE("a bare upper-case word that is a known variable is that variable") {
  CHECK(of("=DEFAULT_VALUE(AGENT_EMAIL, A)") == "one");
  CHECK(of("=DEFAULT_VALUE(AGENT_EMAIL, nobody)") == "nobody");
  CHECK(of("=DEFAULT_VALUE(NOT_KNOWN, x)") == "NOT_KNOWN");
  CHECK(of("=DEFAULT_VALUE(a, x)") == "a");
}

TEST_CASE("two equals signs are a literal one") {
  CHECK(of("==UPPER({A})") == "=UPPER(one)");
  CHECK(of("==") == "=");
  CHECK(of("=DEFAULT_VALUE({C}, ==1)") == "=1");
}

TEST_CASE("UPPER, LOWER, TRIM and DIGITS change a text") {
  CHECK(of("=UPPER({NAME})") == "ZO\xC3\xAB");
  CHECK(of("=LOWER(ABC-Z\xC3\x8B)") == "abc-z\xC3\x8B");
  CHECK(of("=TRIM(\" \t a b\n\")") == "a b");
  CHECK(of("=TRIM(\"  \")") == std::nullopt);
  CHECK(of("=DIGITS(+1 (222) 333-4444 x5)") == "122233344445");
  CHECK(of("=DIGITS({NAME})") == std::nullopt);
  CHECK(of("=UPPER({C})") == std::nullopt);
}

TEST_CASE("LAST takes characters, not bytes") {
  CHECK(of("=LAST(2223334444, 4)") == "4444");
  CHECK(of("=LAST({NAME}, 1)") == "\xC3\xAB");
  CHECK(of("=LAST({NAME}, 2)") == "o\xC3\xAB");
  CHECK(of("=LAST({NAME}, 10)") == "Zo\xC3\xAB");
  CHECK(expand("=LAST({A}, 2)", Variables{{"A", "x\xF0\x9F\x98\x80\x80"}}) ==
        "\xF0\x9F\x98\x80\x80");
  CHECK(expand("=LAST({A}, {B})", Variables{{"A", "abc"}, {"B", "two"}}) == std::nullopt);
}

TEST_CASE("E164 writes a number for dialling, and passes on what isn't one") {
  const std::pair<const char*, const char*> cases[] = {{"222-333-4444", "+12223334444"},
                                                       {"(222) 333 4444", "+12223334444"},
                                                       {"12223334444", "+12223334444"},
                                                       {"+12223334444", "+12223334444"},
                                                       {"+49 (30) 901-820", "+4930901820"},
                                                       {" 222.333.4444 ", "+12223334444"},
                                                       {"anonymous", "anonymous"},
                                                       {"911", "911"},
                                                       {"1223334444", "1223334444"},
                                                       {"sip:kim@example", "sip:kim@example"},
                                                       {"+0123456789", "+0123456789"},
                                                       {"+1234567890123456", "+1234567890123456"},
                                                       {"2223334444x12", "2223334444x12"},
                                                       {"+1+2223334444", "+1+2223334444"},
                                                       {"+", "+"},
                                                       {"4930901820123", "4930901820123"}};
  for (const auto& [number, expected] : cases)
    CHECK(expand("=E164({A})", Variables{{"A", number}}) == expected);
}

TEST_CASE("SHA256, HMAC_SHA256 and BASE64 give the published values") {
  // FIPS 180-2 B.1; RFC 4231 §4.3; RFC 4648 §10
  CHECK(of("=SHA256(abc)") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(of("=HMAC_SHA256(\"what do ya want for nothing?\", Jefe)") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(of("=BASE64(f)") == "Zg==");
  CHECK(of("=BASE64(foob)") == "Zm9vYg==");
  CHECK(of("=BASE64(foobar)") == "Zm9vYmFy");
}

TEST_CASE("NOW formats the registry's time in UTC") {
  FunctionRegistry functions;
  functions.set_now([] {
    using namespace std::chrono;
    return sys_days(2026y / March / 5) + 15h + 4min + 9s + 87ms;
  });
  const auto now = [&](std::string_view text) {
    std::string out;
    compile(text, Slot::plain, functions).expand(Variables(), out).value();
    return out;
  };
  CHECK(now("=NOW()") == "2026-03-05T15:04:09Z");
  CHECK(now("=NOW(\"%d.%m.%y %I:%M %p\")") == "05.03.26 03:04 PM");
  CHECK(now("=NOW(\"%a, %d %b %Y %T %z\")") == "Thu, 05 Mar 2026 15:04:09 +0000");
  CHECK(now("=NOW(%A %B %j %H%M%S.%L %F %Z 100%%)") ==
        "Thursday March 064 150409.087 2026-03-05 UTC 100%");
  CHECK(now("=NOW(%s)") == "1772723049");
}

TEST_CASE("NUMBER gives a JSON number and keeps its digits") {
  const std::pair<const char*, const char*> cases[] = {
      {"12345678901234567890123", "12345678901234567890123"},
      {" 1.10 ", "1.10"},
      {"-0.5e3", "-0.5e3"},
      {"007", "7"},
      {"+5", "5"},
      {"-00", "-0"},
      {"0", "0"}};
  for (const auto& [text, expected] : cases) {
    CHECK(expand("=NUMBER({A})", Variables{{"A", text}}, Slot::json) == expected);
    CHECK(expand("=NUMBER({A})", Variables{{"A", text}}, Slot::json_text) == expected);
    CHECK(expand("=NUMBER({A})", Variables{{"A", text}}) == expected);
  }
}

TEST_CASE("NUMBER, BOOL and JSON of something else are absent") {
  for (const auto* text : {"one", "1,2", "1 2", "0x10", ".5", "1.", "--1", "+-1", "1e", "NaN", "1}",
                           "-", "-Infinity", "1/**/", "\"1\"", "[1]"}) {
    INFO(text);
    CHECK(expand("=NUMBER({A})", Variables{{"A", text}}, Slot::json) == std::nullopt);
  }
  CHECK(expand("=BOOL({A})", Variables{{"A", "maybe"}}, Slot::json) == std::nullopt);
  for (const auto* text : {"{", "{} {}", "[1,]", "nul", "\"\x01\"", "\"\xFF\"", "// x\n1"}) {
    INFO(text);
    CHECK(expand("=JSON({A})", Variables{{"A", text}}, Slot::json) == std::nullopt);
  }
  CHECK(expand("=JSON({A})", Variables{{"A", std::string(100000, '[')}}, Slot::json) ==
        std::nullopt);
}

TEST_CASE("BOOL and JSON give typed JSON in a body and text elsewhere") {
  CHECK(expand("=BOOL({A})", Variables{{"A", " Yes"}}, Slot::json_text) == "true");
  CHECK(expand("=BOOL({A})", Variables{{"A", "0"}}, Slot::json) == "false");
  const Variables variables{{"A", " {\"id\": 12345678901234567890123} "}};
  CHECK(expand("=JSON({A})", variables, Slot::json) == "{\"id\": 12345678901234567890123}");
  CHECK(expand("=JSON({A})", variables, Slot::form) == "%7B%22id%22%3A+12345678901234567890123%7D");
  CHECK(expand("=DEFAULT_VALUE(=NUMBER({A}), 1)", variables, Slot::json) == "\"1\"");
}

TEST_CASE("a function of a scope's value sees its text") {
  Variables variables;
  variables.set_json("contact", boost::json::parse(R"({"n": 1.5, "tags": ["a"], "s": "x"})"));
  CHECK(expand("=NUMBER({contact.n})", variables, Slot::json) == "1.5");
  CHECK(expand("=UPPER({contact.tags})", variables) == "[\"A\"]");
  CHECK(expand("=DEFAULT_VALUE({contact.s}, y)", variables, Slot::json) == "\"x\"");
  CHECK(expand("=DEFAULT_VALUE({contact.none}, {contact.tags[3]}, y)", variables) == "y");
}

TEST_CASE("the host adds functions of its own") {
  FunctionRegistry functions;
  const auto join = [](FunctionArguments arguments) -> std::optional<std::string> {
    std::string joined;
    for (const auto& argument : arguments)
      joined += argument ? '<' + std::string(*argument) + '>' : "<absent>";
    return joined;
  };
  REQUIRE(functions.add("TAGS_1", 0, 3, join));
  std::string out;
  const auto parsed = compile("=TAGS_1({C}, a&b, {A})", Slot::html, functions);
  functions = FunctionRegistry();
  CHECK(parsed.expand(Variables{{"A", "{B}"}}, out).value() == Presence::present);
  CHECK(out == "&lt;absent&gt;&lt;a&amp;b&gt;&lt;{B}&gt;");
}

TEST_CASE("a host's function that gives nothing or an empty text is absent") {
  FunctionRegistry functions;
  REQUIRE(functions.add("NOTHING", 0, 0, [](FunctionArguments) { return std::nullopt; }));
  REQUIRE(functions.add("EMPTY", 0, 0, [](FunctionArguments) { return std::string(); }));
  for (const auto* text : {"=NOTHING()", "=EMPTY()", "=CONCAT_OR(=NOTHING(), =EMPTY())"}) {
    std::string out;
    CHECK(compile(text, Slot::json, functions).expand(Variables(), out).value() ==
          Presence::absent);
    CHECK(out.empty());
  }
}

TEST_CASE("a function that can't be added is refused") {
  FunctionRegistry functions;
  const auto none = [](FunctionArguments) { return std::optional<std::string>(); };
  for (const auto* name : {"", "lower_case", "1ST", "A B", "UPPER", "A("}) {
    INFO(name);
    CHECK(functions.add(name, 0, 1, none).error() == Errc::invalid_argument);
  }
  CHECK(functions.add("F", 2, 1, none).error() == Errc::invalid_argument);
  CHECK(functions.add("F", 0, 1, nullptr).error() == Errc::invalid_argument);
  CHECK(functions.add("F", 0, 1, none));
  CHECK(functions.add("F", 0, 1, none).error() == Errc::invalid_argument);
}
