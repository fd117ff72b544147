#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "support/catch.hpp"
#include "unit/text/expand.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

constexpr Slot all_slots[] = {Slot::plain,  Slot::url_path, Slot::url_query,
                              Slot::header, Slot::json,     Slot::json_text,
                              Slot::form,   Slot::html,     Slot::file_name};

std::string in(Slot slot, std::string_view value) {
  std::string out;
  compile("{A}", slot).expand(Variables{{"A", value}}, out).value();
  return out;
}

// A URL that is verbatim but for its references.
std::optional<TextTemplate> url(std::string_view text, std::vector<TemplateFault>& faults) {
  const auto names = vocabulary();
  TextTemplate::Options options(Slot::url_path, names);
  options.literals = Literals::verbatim;
  return TextTemplate::parse(text, options, faults);
}

Result<std::string> expand_url(std::string_view text, const Variables& variables) {
  std::vector<TemplateFault> faults;
  std::string out;
  const auto presence = url(text, faults).value().expand(variables, out);
  if (!presence) return presence.error();
  return out;
}

std::string_view zero_inside() {
  using namespace std::literals;
  return "a\0b"sv;
}

}  // namespace

TEST_CASE("a plain text takes every value as it is") {
  CHECK(in(Slot::plain, "a\r\n\"{B}&\xFF") == "a\r\n\"{B}&\xFF");
}

TEST_CASE("a URL's value is percent-encoded but for unreserved characters") {
  for (const auto slot : {Slot::url_path, Slot::url_query}) {
    CHECK(in(slot, "azAZ09-._~") == "azAZ09-._~");
    CHECK(in(slot, "/?#&=+ %") == "%2F%3F%23%26%3D%2B%20%25");
    CHECK(in(slot, "\r\n\"{}<>|\\^`") == "%0D%0A%22%7B%7D%3C%3E%7C%5C%5E%60");
    CHECK(in(slot, "\xC3\xA9\xFF\x80") == "%C3%A9%FF%80");
    CHECK(in(slot, zero_inside()) == "a%00b");
  }
}

TEST_CASE("literal parts of a URL's segment, key or value are encoded like values") {
  const Variables kim{{"A", "&"}};
  CHECK(expand("R&D {A}", kim, Slot::url_query) == "R%26D%20%26");
  CHECK(expand("a/b{A}", kim, Slot::url_path) == "a%2Fb%26");
  CHECK(expand("=DEFAULT_VALUE({B}, \"a b\")", kim, Slot::url_query) == "a%20b");
}

TEST_CASE("literal parts of a whole URL stay as they are") {
  const Variables variables{{"A", "x/../y?z#&"}, {"contact", "7"}};
  CHECK(expand_url("https://[::1]:8443/a%20b/{A}/c;d=1?q={A}&id=<contact>#f", variables).value() ==
        "https://[::1]:8443/a%20b/x%2F..%2Fy%3Fz%23%26/c;d=1?q=x%2F..%2Fy%3Fz%23%26&id=7#f");
}

TEST_CASE("what can't stand in a URL is a fault of a whole URL") {
  for (const auto* text : {"https://x/a b", "https://x/{{A}", "https://x/\xC3\xA9", "https://x/\n",
                           "https://x/<nobody", "https://x/a\\b", "https://x/\"", "https://x/|"}) {
    INFO(text);
    std::vector<TemplateFault> faults;
    CHECK_FALSE(url(text, faults));
    CHECK(faults.front().problem.find("can't stand in a URL; percent-encode it") !=
          std::string::npos);
  }
}

TEST_CASE("a value can't climb out of its path segment") {
  for (const auto* value : {".", ".."}) {
    const Variables variables{{"A", value}};
    std::string out = "before";
    CHECK(compile("{A}", Slot::url_path).expand(variables, out).error() == Errc::invalid_value);
    CHECK(out == "before");
    CHECK(expand_url("https://x/accounts/{A}", variables).error() == Errc::invalid_value);
    CHECK(expand_url("https://x/accounts/{A}/notes?x", variables).error() == Errc::invalid_value);
    CHECK(expand_url("https://x/accounts?id={A}", variables).has_value());
    CHECK(expand_url("https://x/accounts/.{A}.", variables).has_value());
    CHECK(in(Slot::url_query, value) == value);
  }
  CHECK(expand_url("https://x/.{A}/", Variables()).error() == Errc::invalid_value);
  std::vector<TemplateFault> faults;
  CHECK_FALSE(url("https://x/a/../{A}", faults));
  CHECK(faults.front().problem == "a segment of the path is . or ..");
}

TEST_CASE("a control character makes a header fail, and nothing is written") {
  const std::string controls = std::string("\r\n\t\x01\x1F\x7F") + '\0';
  for (const char c : controls) {
    const auto value = std::string("a") + c + "b";
    std::string out = "before";
    const auto result = compile("x{A}", Slot::header).expand(Variables{{"A", value}}, out);
    REQUIRE(!result);
    CHECK(result.error() == Errc::invalid_value);
    CHECK(result.error().detail() == "{A} holds a control character, which a header can't");
    CHECK(out == "before");
  }
  CHECK(in(Slot::header, "a \"b\" \xC3\xA9") == "a \"b\" \xC3\xA9");
}

TEST_CASE("a control character that comes from a function or a scope makes a header fail") {
  std::string out;
  Variables variables{{"A", "x\ny"}};
  variables.set_json("contact", {{"s", "a\rb"}});
  const auto of_function = compile("=UPPER({A})", Slot::header).expand(variables, out);
  CHECK(of_function.error().detail() == "=UPPER() holds a control character, which a header can't");
  const auto of_scope = compile("{contact.s}", Slot::header).expand(variables, out);
  CHECK(of_scope.error().detail() == "{contact.s} holds a control character, which a header can't");
  CHECK(compile("=DEFAULT_VALUE({A}, b)", Slot::header).expand(variables, out).has_error());
  CHECK(expand("{contact}", variables, Slot::header) == R"({"s":"a\rb"})");
  CHECK(expand("=TRIM({A})", Variables{{"A", "x\r\n"}}, Slot::header) == "x");
}

TEST_CASE("a JSON string escapes what it must") {
  for (const auto slot : {Slot::json, Slot::json_text}) {
    CHECK(in(slot, "a\"b\\c/d{}&<>'") == "\"a\\\"b\\\\c/d{}&<>'\"");
    CHECK(in(slot, "\r\n\t\x01\x1F\x7F") == "\"\\r\\n\\t\\u0001\\u001F\x7F\"");
    CHECK(in(slot, zero_inside()) == "\"a\\u0000b\"");
    CHECK(in(slot, "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80") ==
          "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"");
  }
  CHECK(expand("say \"{A}\"\n", Variables{{"A", "\""}}, Slot::json) == "\"say \\\"\\\"\\\"\\n\"");
}

TEST_CASE("invalid UTF-8 becomes the replacement character in JSON and HTML") {
#define FFFD "\xEF\xBF\xBD"
  const std::pair<const char*, const char*> cases[] = {
      {"a\x80z", "a" FFFD "z"},                                  // a continuation without a lead
      {"\xC0\xAF", FFFD FFFD},                                   // overlong
      {"\xE0\x80\xAF", FFFD FFFD FFFD},                          // overlong
      {"\xF0\x82\x82\xAC", FFFD FFFD FFFD FFFD},                 // overlong
      {"\xED\xA0\x80", FFFD FFFD FFFD},                          // a surrogate
      {"\xED\x9F\xBF\xEE\x80\x80", "\xED\x9F\xBF\xEE\x80\x80"},  // beside the surrogates
      {"\xF4\x8F\xBF\xBF\xF4\x90\x80\x80", "\xF4\x8F\xBF\xBF" FFFD FFFD FFFD FFFD},
      {"\xF5\x80\xFE\xFF", FFFD FFFD FFFD FFFD},
      {"\xE2\x82", FFFD},  // cut: one for what began well
      {"\xE2\x82x", FFFD "x"},
      {"\xF0\x9F\x98", FFFD},
      {"\xF0\x9F\x98\xC3\xA9", FFFD "\xC3\xA9"},
      {"\xC3", FFFD}};
  for (const auto& [value, expected] : cases) {
    INFO(in(Slot::url_query, value));
    CHECK(in(Slot::json, value) == '"' + std::string(expected) + '"');
    CHECK(in(Slot::html, value) == expected);
  }
#undef FFFD
}

TEST_CASE("strings inside JSON scopes are sanitised too") {
  Variables variables;
  variables.set_json("contact", {{"k\xFF", "v\x80\n"}});
  CHECK(expand("{contact}", variables, Slot::json) == "{\"k\xEF\xBF\xBD\":\"v\xEF\xBF\xBD\\n\"}");
}

TEST_CASE("a JSON scope's numbers are spelled as JSON") {
  Variables variables;
  const auto infinity = std::numeric_limits<double>::infinity();
  variables.set_json("contact", {{"n", {1e300, 0.1, -0.0, 5.0, infinity, UINT64_MAX, INT64_MIN}}});
  CHECK(expand("{contact.n}", variables, Slot::json) ==
        "[1e+300,0.1,-0,5,null,18446744073709551615,-9223372036854775808]");
}

TEST_CASE("a form's value is encoded as browsers do") {
  CHECK(in(Slot::form, "a b&c=d+~*-._%\r\n\xC3\xA9") == "a+b%26c%3Dd%2B%7E*-._%25%0D%0A%C3%A9");
  CHECK(expand("a b={A}", Variables{{"A", "c d"}}, Slot::form) == "a+b%3Dc+d");
}

TEST_CASE("HTML turns special characters of values, not of literal parts, into entities") {
  CHECK(in(Slot::html, "<b>&\"'\r\n") == "&lt;b&gt;&amp;&quot;&#39;\r\n");
  CHECK(in(Slot::html, zero_inside()) ==
        "a\xEF\xBF\xBD"
        "b");
  CHECK(expand("<p title=\"{A}\">&amp;", Variables{{"A", "\"><script>"}}, Slot::html) ==
        "<p title=\"&quot;&gt;&lt;script&gt;\">&amp;");
}

TEST_CASE("a file name stays one component of a path") {
  CHECK(in(Slot::file_name, "../../etc/passwd") == ".._.._etc_passwd");
  CHECK(in(Slot::file_name, "C:\\x\r\n\x7F") == "C__x___");
  CHECK(in(Slot::file_name, zero_inside()) == "a_b");
  CHECK(in(Slot::file_name, ".") == "_");
  CHECK(in(Slot::file_name, "..") == "__");
  CHECK(expand("{A}.{B}", Variables(), Slot::file_name) == "_");
  CHECK(expand(".{A}", Variables{{"A", "."}}, Slot::file_name) == "__");
  CHECK(in(Slot::file_name, "...") == "...");
  CHECK(in(Slot::file_name, "call \xC3\xA9.wav") == "call \xC3\xA9.wav");
}

TEST_CASE("a megabyte of text is encoded whole in every slot") {
  const std::string value(1U << 20U, 'x');
  for (const auto slot : all_slots) {
    const auto out = in(slot, value);
    CHECK(out.find(value) != std::string::npos);
    CHECK(out.size() <= value.size() + 2);
  }
  CHECK(in(Slot::json, std::string(1U << 20U, '\n')).size() == (2U << 20U) + 2);
  CHECK(in(Slot::url_query, std::string(1U << 20U, '\xFF')).size() == 3U << 20U);
}
