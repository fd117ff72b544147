#include "dip/reply_reader.hpp"

#include <array>
#include <span>

#include "kept_reply.hpp"
#include "support/catch.hpp"

using namespace crmlink;

namespace {

constexpr ReplyRules any_rules{.allow = std::nullopt, .max_bytes = 65536, .max_parameters = 64};

std::string shown(const DataDipParameter& parameter) {
  return std::string(parameter.name) + "=" + std::string(parameter.value) +
         (parameter.display_to_agent ? " agent" : "") +
         (parameter.save_to_database ? " database" : "");
}

/// The parameters of a reply in one line, or why there is none.
std::string summary(std::string_view body, const ReplyRules& rules = any_rules) {
  const auto reply = read_kept_reply(body, rules);
  if (!reply) return std::string(reply.error().detail());
  std::string text;
  for (const auto& parameter : reply->parameters)
    text += (text.empty() ? "" : "; ") + shown(parameter);
  return text;
}

std::string value_of(const std::string& json) {
  const auto reply = read_kept_reply(R"({"parameters":{"a":{"value":)" + json + "}}}", any_rules);
  return reply && reply->parameters.size() == 1 ? std::string(reply->parameters[0].value) : "none";
}

AllowedParameter allowed(std::string name, AllowedType type, std::size_t max_length) {
  AllowedParameter parameter;
  parameter.name = std::move(name);
  parameter.type = type;
  parameter.max_length = max_length;
  return parameter;
}

}  // namespace

TEST_CASE("a reply sets parameters and their flags") {
  CHECK(summary(R"({"parameters": {
          "language": {"value": "fr", "displayToAgent": "true", "saveToDatabase": "false"},
          "region": {"value": "north", "displayToAgent": "false", "saveToDatabase": "true"}}})") ==
        "language=fr agent; region=north database");
}

TEST_CASE("what had escapes is the same, whatever room there is for it") {
  const std::string body =
      R"({"parameters": {"n\u0061me": {"value": "\"Kim\" Ng"}, "city": {"value": "K\u00f6ln\n"}}})";
  std::array<char, 64> room{};
  for (std::size_t size = 0; size <= room.size(); ++size) {
    INFO(size << " bytes of room");
    const auto reply = read_reply(body, any_rules, std::span(room).first(size));
    REQUIRE(reply);
    REQUIRE(reply->parameters.size() == 2);
    CHECK(reply->parameters[0].name == "name");
    CHECK(reply->parameters[0].value == "\"Kim\" Ng");
    CHECK(reply->parameters[1].value == "K\u00f6ln\n");
    CHECK(reply->text.has_room() == (size < 23));
  }
}

TEST_CASE("flags are strings in any letter case, or booleans; else false") {
  const auto flag = [](const std::string& json) {
    return summary(R"({"parameters":{"a":{"value":"x","displayToAgent":)" + json + "}}}");
  };
  for (const auto* const json : {R"("true")", R"("TRUE")", R"("True")", "true", R"("\u0074rue")"})
    CHECK(flag(json) == "a=x agent");
  for (const auto* const json : {R"("false")", "false", "null", "1", R"("yes")", R"("")", "[]",
                                 R"({"value":"true"})", R"("true ")", R"("tru\u0065e")"})
    CHECK(flag(json) == "a=x");
}

TEST_CASE("values stay as the service spelled them") {
  CHECK(value_of("1.10") == "1.10");
  CHECK(value_of("-0") == "-0");
  CHECK(value_of("123456789012345678901234567890") == "123456789012345678901234567890");
  CHECK(value_of("1E+2") == "1E+2");
  CHECK(value_of("true") == "true");
  CHECK(value_of("false") == "false");
  CHECK(value_of(R"("")").empty());
  CHECK(value_of(R"("a\"\\\/\n\u00e9\ud83d\ude00z")") == "a\"\\/\n\xC3\xA9\xF0\x9F\x98\x80z");
  CHECK(value_of("null") == "none");
  CHECK(value_of("[1]") == "none");
  CHECK(value_of(R"({"value": 1})") == "none");
}

TEST_CASE("members that mean nothing are passed over, however deep") {
  CHECK(summary(R"({"status": {"parameters": {"x": {"value": 1}}}, "list": [{"parameters": {}}],
                    "parameters": {"a": {"note": {"value": "no"}, "value": "yes", "more": [[{}]]}},
                    "took": 5})") == "a=yes");
}

TEST_CASE("of what comes twice, the last counts") {
  CHECK(summary(R"({"parameters":{"a":{"value":"1"},"b":{"value":"2"},"a":{"value":"3"}}})") ==
        "b=2; a=3");
  CHECK(summary(R"({"parameters":{"a":{"value":"1","value":"2"}}})") == "a=2");
  CHECK(summary(R"({"parameters":{"a":{"value":"1"},"a":{"value":null}}})").empty());
  CHECK(summary(R"({"parameters":{"a":{"value":"1"},"a":5}})").empty());
  CHECK(summary(R"({"parameters":{"a":{"value":"1"}},"parameters":{"b":{"value":"2"}}})") == "b=2");
  CHECK(summary(R"({"parameters":{"a":{"value":"1"}},"parameters":7})") ==
        "the reply has no \"parameters\" object");
}

TEST_CASE("names may be spelled with escapes") {
  CHECK(
      summary(R"({"p\u0061rameters":{"\u0061b":{"v\u0061lue":"x","displayToAgen\u0074":true}}})") ==
      "ab=x agent");
}

TEST_CASE("a reply without parameters is valid") {
  CHECK(read_kept_reply(R"({"parameters":{}})", any_rules));
  CHECK(read_kept_reply("\xEF\xBB\xBF {\"parameters\":{}} \r\n", any_rules));
}

TEST_CASE("a reply without a parameters object is not") {
  for (const auto* const body :
       {"{}", "[]", "null", "5", R"("parameters")", R"({"parameters":null})",
        R"({"parameters":[]})", R"({"parameters":"x"})", R"({"Parameters":{}})",
        R"([{"parameters":{}}])"})
    CHECK(summary(body) == "the reply has no \"parameters\" object");
  CHECK(summary("") == "the reply is empty");
}

TEST_CASE("what isn't JSON says where") {
  CHECK(summary("<html>") == "the reply isn't JSON: syntax error at byte 0");
  CHECK(summary(R"({"parameters":{}} x)") == "the reply isn't JSON: extra data at byte 18");
  CHECK(read_kept_reply("{\"parameters\":{\"a\":{\"value\":\"\xFF\"}}}", any_rules).has_error());
}

TEST_CASE("parameters that can't be used are dropped and counted") {
  const auto reply =
      read_kept_reply(R"({"parameters":{"scalar":"x","list":[],"none":{},"nested":{"value":{}},
      "null":{"value":null},"":{"value":1},"a\u0001":{"value":1},"good":{"value":1}}})",
                      any_rules);
  REQUIRE(reply);
  REQUIRE(reply->parameters.size() == 1);
  CHECK(reply->dropped.malformed == 4);
  CHECK(reply->dropped.invalid_name == 2);
  CHECK(reply->null_parameters == 1);
}

TEST_CASE("an allow-list bounds names, types and lengths") {
  const std::vector<AllowedParameter> list{
      allowed("text", AllowedType::text, 5), allowed("number", AllowedType::number, 50),
      allowed("flag", AllowedType::boolean, 50), allowed("any", AllowedType::any, 3)};
  const ReplyRules rules{.allow = list, .max_bytes = 65536, .max_parameters = 64};
  const auto dropped = [&rules](const std::string& name, const std::string& value) {
    const auto reply =
        read_kept_reply(R"({"parameters":{")" + name + R"(":{"value":)" + value + "}}}", rules);
    REQUIRE(reply);
    return reply->dropped;
  };
  CHECK(dropped("text", R"("12345")").total() == 0);
  CHECK(dropped("text", R"("ééééé")").total() == 0);
  CHECK(dropped("text", R"("123456")").too_long == 1);
  CHECK(dropped("text", "5").wrong_type == 1);
  CHECK(dropped("number", "5.5").total() == 0);
  CHECK(dropped("number", R"("5.5")").total() == 0);
  CHECK(dropped("number", R"("five")").wrong_type == 1);
  CHECK(dropped("number", "true").wrong_type == 1);
  CHECK(dropped("flag", "true").total() == 0);
  CHECK(dropped("flag", R"("False")").total() == 0);
  CHECK(dropped("flag", "1").wrong_type == 1);
  CHECK(dropped("any", "123").total() == 0);
  CHECK(dropped("any", "1234").too_long == 1);
  CHECK(dropped("Any", "1").not_allowed == 1);
}

TEST_CASE("replies have bounds without an allow-list too") {
  const ReplyRules two{.allow = std::nullopt, .max_bytes = 100, .max_parameters = 2};
  const auto reply = read_kept_reply(
      R"({"parameters":{"a":{"value":1},"b":{"value":1},"c":{"value":1},"a":{"value":2}}})", two);
  REQUIRE(reply);
  CHECK(reply->parameters.size() == 2);
  CHECK(reply->dropped.too_many == 1);
  CHECK(summary(std::string(101, ' '), two) == "the reply has 101 bytes, 100 are allowed");
  CHECK(read_kept_reply(R"({"parameters":{"a":{"value":")" + std::string(4096, 'x') + "\"}}}",
                        any_rules)
            ->parameters.size() == 1);
  CHECK(read_kept_reply(R"({"parameters":{"a":{"value":")" + std::string(4097, 'x') + "\"}}}",
                        any_rules)
            ->dropped.too_long == 1);
}

TEST_CASE("nesting is bounded") {
  const auto nested = [](std::size_t depth) {
    return R"({"x":)" + std::string(depth, '[') + std::string(depth, ']') + R"(,"parameters":{}})";
  };
  CHECK(read_kept_reply(nested(max_reply_depth - 1), any_rules));
  CHECK(read_kept_reply(nested(max_reply_depth), any_rules).has_error());
  CHECK(read_kept_reply(std::string(60000, '['), any_rules).has_error());
}

TEST_CASE("a parameter's text stays where it is when the reply moves") {
  auto reply = read_kept_reply(R"({"parameters":{"a":{"value":"short"}}})", any_rules);
  REQUIRE(reply);
  const auto moved = std::move(*reply);
  CHECK(shown(moved.parameters[0]) == "a=short");
}

TEST_CASE("every truncation of a good reply is a failure") {
  const std::string good =
      R"({"ok":[1,{"a":null}],"parameters":{"language":{"value":"f\u00e9\n","displayToAgent":"true"},)"
      R"("id":{"value":12345678901234567890,"saveToDatabase":true},"x":{"value":-1.5e3}}})";
  REQUIRE(read_kept_reply(good, any_rules));
  for (std::size_t size = 0; size < good.size(); ++size)
    CHECK(read_kept_reply(good.substr(0, size), any_rules).has_error());
}
