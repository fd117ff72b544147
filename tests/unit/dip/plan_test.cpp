#include "dip/plan.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "crmlink/dip/call_data.hpp"
#include "samples.hpp"
#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

std::string body_of(std::string_view parameters, const Variables& call) {
  const auto config = profile_sending(parameters, R"({"variables": ["X", "contact.*"]})");
  REQUIRE(config);
  const auto request = plan_request(*config, call);
  REQUIRE(request);
  return request->body;
}

}  // namespace

TEST_CASE("a dip is a POST of JSON with the token apart") {
  const auto config = parse_profile(least_profile());
  REQUIRE(config);
  const auto request = plan_request(*config, Variables{{"ANI", "+12223334444"}});
  REQUIRE(request);
  CHECK(request->method == http::Method::post);
  CHECK(request->url.to_string() == "https://crm.example/api/phone_num");
  CHECK(request->fields.empty());
  CHECK(request->shared_fields.text() ==
        "Content-Type: application/json\r\nAccept: application/json\r\n");
  CHECK(request->bearer.resolve()->reveal() == planted_token);
  CHECK(request->repeatable == false);
  CHECK(request->body == R"({"phone_number":"+12223334444"})");
}

TEST_CASE("a profile's alternatives go with each request, in their order") {
  const auto config = profile_with(
      R"({"alternative_urls": ["https://second.example/dip", "http://127.0.0.1:8080/dip"]})");
  REQUIRE(config);
  const auto request = plan_request(*config, Variables{});
  REQUIRE(request);
  REQUIRE(request->alternatives.size() == 2);
  CHECK(request->alternatives[0].to_string() == "https://second.example/dip");
  CHECK(request->alternatives[1].to_string() == "http://127.0.0.1:8080/dip");
}

TEST_CASE("a repeatable profile makes repeatable requests") {
  const auto config = profile_with(R"({"repeatable": true})");
  REQUIRE(config);
  CHECK(plan_request(*config, {})->repeatable == true);
}

TEST_CASE("each type of parameter finds its value") {
  Variables call{
      {"ANI", "+1222"}, {"CALLER_ID", "Kim"}, {"DNIS", "800"}, {"TAG", "t"}, {"LOCATION", "l"}};
  set_sip_header(call, "From", "\"Kim\" <sip:+1222@pbx.example>");
  set_sip_header(call, "User-Agent", "phone/1");
  set_session_parameter(call, "account number", "17");
  CHECK(body_of(R"json([{"key": "1", "type": "standard", "value": "External Number"},
                    {"key": "2", "type": "standard", "value": "Caller ID"},
                    {"key": "3", "type": "standard", "value": "DNIS"},
                    {"key": "4", "type": "standard", "value": "Tag"},
                    {"key": "5", "type": "standard", "value": "Location"},
                    {"key": "6", "type": "sip_header", "value": "From"},
                    {"key": "7", "type": "sip_header", "value": "From (Caller ID only)"},
                    {"key": "8", "type": "sip_header", "value": "user-agent"},
                    {"key": "9", "type": "session", "value": "account number"},
                    {"key": "10", "type": "static", "value": "{ANI} <ANI> =UPPER(x) \"q\""},
                    {"key": "11", "type": "template", "value": "tel:<ANI>/{DNIS}{{}}<b>"}])json",
                call) ==
        R"({"1":"+1222","2":"Kim","3":"800","4":"t","5":"l","6":"\"Kim\" <sip:+1222@pbx.example>",)"
        R"("7":"+1222","8":"phone/1","9":"17","10":"{ANI} <ANI> =UPPER(x) \"q\"",)"
        R"("11":"tel:+1222/800{}<b>"})");
}

TEST_CASE("session parameters with odd names are found") {
  Variables call;
  for (const auto* const name : {"a.b", "a[0]", "a}b", "{a}", "<a>", "pr\xC3\xA9nom", "$", "a'b"}) {
    set_session_parameter(call, name, "found");
    CHECK(body_of(
              "[{\"key\": \"k\", \"type\": \"session\", \"value\": \"" + std::string(name) + "\"}]",
              call) == R"({"k":"found"})");
  }
}

TEST_CASE("a parameter whose value comes out empty is left out") {
  CHECK(body_of(R"([{"key": "a", "type": "standard", "value": "DNIS"},
                    {"key": "b", "type": "standard", "value": "External Number"},
                    {"key": "c", "type": "session", "value": "none"}])",
                Variables{{"ANI", "1"}}) == R"({"b":"1"})");
  CHECK(body_of(R"([{"key": "a", "type": "standard", "value": "DNIS"}])", {}) == "{}");
}

TEST_CASE("a number that isn't one is left out") {
  CHECK(body_of(R"json([{"key": "n", "type": "template", "value": "=NUMBER({ANI})"}])json",
                Variables{{"ANI", "twelve"}}) == "{}");
}

TEST_CASE("keep_empty sends it as an empty text") {
  CHECK(body_of(R"([{"key": "a", "type": "standard", "value": "DNIS", "keep_empty": true},
                    {"key": "b", "type": "static", "value": "", "keep_empty": true}])",
                {}) == R"({"a":"","b":""})");
}

TEST_CASE("values are strings but for the typed functions") {
  Variables call{{"X", "007"}, {"ANI", "12"}};
  call.set_json("contact", boost::json::parse(R"({"id": 5, "vip": true})"));
  CHECK(body_of(R"json([{"key": "a", "type": "template", "value": "{X}"},
                    {"key": "b", "type": "template", "value": "=NUMBER({ANI})"},
                    {"key": "c", "type": "template", "value": "{contact.id}"},
                    {"key": "d", "type": "template", "value": "=BOOL({contact.vip})"}])json",
                call) == R"({"a":"007","b":12,"c":"5","d":true})");
}

TEST_CASE("a value that can't be sent fails the request and names the parameter") {
  const auto request =
      plan_request(profile_that_refuses_line_breaks(), Variables{{"ANI", "12\r\nmonkeys"}});
  REQUIRE(request.has_error());
  const auto error = request.error();
  CHECK(error == Errc::invalid_value);
  CHECK(std::string(error.where()).starts_with("customer-lookup: /request_parameters/0"));
  CHECK(error.message().find("monkeys") == std::string::npos);
}

TEST_CASE("no value breaks out of its string, and each arrives as it was") {
  const auto value = GENERATE(as<std::string>{}, "a\r\nX-Evil: 1", "\",\"admin\":\"true", "{ANI}}{",
                              "a&b=c#d?e/f", std::string("nul\0byte", 8), "\\u0041\\", "</script>",
                              "\x01\x1F\x7F", "\xE2\x80\xA8", std::string(1024 * 1024, '"'));
  const auto body =
      body_of(R"json([{"key": "a\"b\n", "type": "standard", "value": "External Number"},
                                {"key": "z", "type": "template", "value": "({ANI})"}])json",
              Variables{{"ANI", value}});
  const auto json = boost::json::parse(body);
  REQUIRE(json.as_object().size() == 2);
  CHECK(std::string_view(json.at("a\"b\n").as_string()) == value);
  CHECK(std::string_view(json.at("z").as_string()) == "(" + value + ")");
}

TEST_CASE("invalid UTF-8 in a value is replaced") {
  const auto body = body_of(R"([{"key": "a", "type": "standard", "value": "External Number"}])",
                            Variables{{"ANI", "x\xFFy\xC3"}});
  CHECK(body == "{\"a\":\"x\xEF\xBF\xBDy\xEF\xBF\xBD\"}");
}
