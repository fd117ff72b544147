#include "crmlink/dip/answering.hpp"

#include "crmlink/core/secret.hpp"
#include "dip/plan.hpp"
#include "dip/reply_reader.hpp"
#include "kept_reply.hpp"
#include "samples.hpp"
#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::test;

TEST_CASE("a reply has the seed's format, flags as strings") {
  DataDipReply reply;
  reply.set("language", "fr", true, false).set("region", "north");
  CHECK(
      reply.to_json() ==
      R"({"parameters":{"language":{"value":"fr","displayToAgent":"true","saveToDatabase":"false"},)"
      R"("region":{"value":"north","displayToAgent":"false","saveToDatabase":"false"}}})");
}

TEST_CASE("an empty reply says no match") {
  CHECK(DataDipReply().to_json() == R"({"parameters":{}})");
}

TEST_CASE("setting a parameter again replaces it") {
  DataDipReply reply;
  reply.set("a", "1").set("a", "2", true);
  CHECK(reply.to_json() ==
        R"({"parameters":{"a":{"value":"2","displayToAgent":"true","saveToDatabase":"false"}}})");
}

TEST_CASE("what a service answers, a dip reads, whatever the characters") {
  const std::string nasty = "\"}]\\ \r\n\t\x01 caf\xC3\xA9 \xF0\x9F\x98\x80 </script>";
  DataDipReply answer;
  answer.set("na\"me", nasty, true, true);
  const auto reply = read_kept_reply(
      answer.to_json(), {.allow = std::nullopt, .max_bytes = 65536, .max_parameters = 9});
  REQUIRE(reply);
  REQUIRE(reply->parameters.size() == 1);
  CHECK(reply->parameters[0].name == "na\"me");
  CHECK(reply->parameters[0].value == nasty);
}

TEST_CASE("invalid UTF-8 in an answer is replaced") {
  CHECK(DataDipReply().set("a", "x\xFFy").to_json().find("x\xEF\xBF\xBDy") != std::string::npos);
}

TEST_CASE("what a dip asks, a service reads") {
  const auto config =
      profile_sending(R"json([{"key": "a \"b\"", "type": "template", "value": "{ANI}"},
                                          {"key": "n", "type": "template", "value": "=NUMBER({DNIS})"}])json");
  REQUIRE(config);
  const Variables call{{"ANI", "+1 \"2\"\n"}, {"DNIS", "123456789012345678901"}};
  const auto request = plan_request(*config, call);
  REQUIRE(request);
  const auto asked = parse_data_dip_request(request->body);
  REQUIRE(asked);
  CHECK(asked->find("a \"b\"") == "+1 \"2\"\n");
  CHECK(asked->find("n") == "123456789012345678901");
  CHECK_FALSE(asked->find("other"));
}

TEST_CASE("a request's values stay as they were spelled, the last of a key counts") {
  const auto asked = parse_data_dip_request(
      R"({"a":1.10,"b":true,"c":null,"a":"\u00e9","d":"","b":12345678901234567890123})");
  REQUIRE(asked);
  REQUIRE(asked->entries().size() == 3);
  CHECK(asked->find("a") == "\xC3\xA9");
  CHECK(asked->find("b") == "12345678901234567890123");
  CHECK(asked->find("d") == "");
}

TEST_CASE("a body that isn't a flat object is a bad request") {
  for (const auto* const body :
       {"", "[]", "5", "null", R"({"a":[]})", R"({"a":{"b":1}})", "{", "{}x", "[{\"a\":1}]"}) {
    const auto asked = parse_data_dip_request(body);
    REQUIRE(asked.has_error());
    CHECK(asked.error().http_status() == 400);
  }
  CHECK(parse_data_dip_request(std::string(1024 * 1024 + 1, ' ')).has_error());
}

TEST_CASE("a request with thousands of keys is refused") {
  std::string body = "{";
  for (int i = 0; i < 5000; ++i)
    body += '"' + std::to_string(i) + "\":1,";
  body += "\"last\":1}";
  CHECK(parse_data_dip_request(body).error() == Errc::invalid_response);
}

TEST_CASE("the bearer token must be the right one") {
  CHECK(bearer_token_matches("Bearer secret", "secret"));
  CHECK(bearer_token_matches("bearer  secret ", "secret"));
  for (const auto* const header : {"", "Bearer", "Bearer ", "Bearer secre", "Bearer secrets",
                                   "Bearer Secret", "Basic secret", "secret"})
    CHECK_FALSE(bearer_token_matches(header, "secret"));
  CHECK_FALSE(bearer_token_matches("Bearer ", ""));
}

TEST_CASE("the answering side says with which status to refuse") {
  const auto token = Secret::literal("secret");
  CHECK(parse_data_dip_request("Bearer secret", "{}", token));
  CHECK(parse_data_dip_request("Bearer wrong", "{}", token).error().http_status() == 401);
  CHECK(parse_data_dip_request("Bearer secret", "[]", token).error().http_status() == 400);
  CHECK(parse_data_dip_request("Bearer secret", "{}", Secret()).error().http_status() == 500);
}
