#include <algorithm>
#include <vector>

#include "crmlink/text/text_template.hpp"
#include "samples.hpp"
#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> messages(const Result<DataDipConfig>& result) {
  REQUIRE(result.has_error());
  const auto error = result.error();
  CHECK(error == Errc::invalid_configuration);
  std::vector<std::string> lines;
  for (const auto& complaint : error.complaints()) {
    auto plain = complaint;
    plain.position.reset();
    lines.push_back(plain.message());
  }
  return lines;
}

std::string only_message(const Result<DataDipConfig>& result) {
  const auto lines = messages(result);
  REQUIRE(lines.size() == 1);
  return lines.front();
}

std::string parameter_message(std::string_view parameter) {
  return only_message(profile_sending("[" + std::string(parameter) + "]"));
}

}  // namespace

TEST_CASE("the least profile has the documented defaults") {
  const auto config = parse_profile(least_profile());
  REQUIRE(config);
  CHECK(config->name() == "customer-lookup");
  CHECK(config->masked_url() == "https://crm.example/api/phone_num");
  CHECK(config->timeout() == 2000ms);
  CHECK(config->on_slow_after() == 0ms);
  CHECK(config->announcement().empty());
  CHECK(config->processing_tone().empty());
  CHECK_FALSE(config->repeatable());
  CHECK(config->fallback().empty());
  CHECK_FALSE(config->allow());
  CHECK(config->max_reply_bytes() == 65536);
  CHECK(config->max_parameters() == 64);
  REQUIRE(config->request_parameters().size() == 1);
  CHECK(config->request_parameters()[0].type == RequestParameterType::standard);
}

TEST_CASE("every field of a profile is read") {
  const auto config = profile_with(R"({
    "announcement": "one_moment.wav", "processing_tone": "tone.wav", "on_slow_ms": 300,
    "repeatable": true, "max_reply_bytes": 1000, "max_parameters": 3,
    "allow": {"vip": {"type": "boolean"}, "name": {"type": "text", "max_length": 40}},
    "fallback": {"vip": {"value": "false", "display_to_agent": true, "save_to_database": true}}})");
  REQUIRE(config);
  CHECK(config->announcement() == "one_moment.wav");
  CHECK(config->processing_tone() == "tone.wav");
  CHECK(config->on_slow_after() == 300ms);
  CHECK(config->repeatable());
  CHECK(config->max_reply_bytes() == 1000);
  CHECK(config->max_parameters() == 3);
  REQUIRE(config->allow());
  REQUIRE(config->allow()->size() == 2);
  CHECK((*config->allow())[0].type == AllowedType::boolean);
  CHECK((*config->allow())[0].max_length == default_max_value_length);
  CHECK((*config->allow())[1].max_length == 40);
  REQUIRE(config->fallback().size() == 1);
  CHECK(config->fallback()[0].value == "false");
  CHECK(config->fallback()[0].display_to_agent);
  CHECK(config->fallback()[0].save_to_database);
}

TEST_CASE("a profile that lacks everything is told everything at once") {
  CHECK(messages(parse_data_dip_config("{}")).size() == 5);
}

TEST_CASE("complaints about unrelated members come together") {
  const auto lines = messages(profile_with(R"({
    "timeout_ms": 0, "tiemout": 1, "api_url": "http://crm.example/", "max_parameters": "many",
    "request_parameters": [{"key": "a", "type": "template", "value": "{ANY} and {DNSI}"}]})"));
  CHECK(lines.size() == 6);
}

TEST_CASE("complaints carry line and column of the text") {
  const auto result = parse_data_dip_config(R"({"name": "x", "api_token": "t",
 "api_url": "https://crm.example/", "timeout_ms": 5,
 "request_parameters": [{"key": "a", "type": "template", "value": "to {DNSI}"}]})");
  REQUIRE(result.has_error());
  const auto error = result.error();
  REQUIRE(error.complaints().size() == 1);
  CHECK(error.complaints()[0].message() ==
        "x: /request_parameters/0/value (line 3, column 71): unknown variable {DNSI}; did you mean "
        "DNIS?");
}

TEST_CASE("https is demanded but for loopback addresses or on demand") {
  CHECK(profile_with(R"({"api_url": "http://127.0.0.1:8080/api"})"));
  CHECK(profile_with(R"({"api_url": "http://localhost/api"})"));
  CHECK(profile_with(R"({"api_url": "http://crm.example/", "allow_insecure": true})"));
  CHECK(
      only_message(profile_with(R"({"api_url": "http://crm.example/"})")) ==
      "customer-lookup: /api_url: plain http would send token and caller in the clear; use https, "
      "or say \"allow_insecure\": true");
}

TEST_CASE("alternative URLs go by the rules of the API URL") {
  const auto complaint = [](std::string_view urls) {
    return only_message(
        profile_with(R"({"allow_insecure": true, "alternative_urls": )" + std::string(urls) + "}"));
  };
  CHECK(complaint(R"(["https://second.example/", "second"])")
            .find("/alternative_urls/1: not an absolute https URL") != std::string::npos);
  CHECK(complaint(R"(["https://{ANI}.example/"])").find("can't have variables") !=
        std::string::npos);
  CHECK(complaint(R"(["http://second.example/"])") ==
        "customer-lookup: /alternative_urls/0: api_url is https, so its alternatives must be");
  CHECK(only_message(profile_with(R"({"alternative_urls": ["http://second.example/"]})"))
            .find("plain http would send") != std::string::npos);
  CHECK(profile_with(R"({"api_url": "http://crm.example/", "allow_insecure": true,
                         "alternative_urls": ["http://second.example/"]})"));
}

TEST_CASE("an API URL without a host, or with variables, is refused without being quoted") {
  for (const auto* const url :
       {"https://crm.example/{ANI}", "https://crm.example/<ANI>", "https://kim:s3cret@crm.example/",
        "ftp://crm.example/", "crm.example", "https:///x", "https://crm.example:99999/",
        "https://crm.example/a b"}) {
    const auto line = only_message(profile_with(std::string(R"({"api_url": ")") + url + "\"}"));
    CHECK(line.starts_with("customer-lookup: /api_url: "));
    CHECK(line.find("s3cret") == std::string::npos);
  }
}

TEST_CASE("unknown names of parameters are refused with the nearest known one") {
  CHECK(parameter_message(R"({"key": "a", "type": "standard", "value": "Externl Number"})") ==
        "customer-lookup: /request_parameters/0/value: unknown standard parameter \"Externl "
        "Number\"; expected External Number, Caller ID, DNIS, Tag or Location, found \"Externl "
        "Number\"; did you mean External Number?");
  CHECK(parameter_message(
            R"json({"key": "a", "type": "sip_header", "value": "From (CallerID only)"})json")
            .ends_with("did you mean From (Caller ID only)?"));
  CHECK(parameter_message(R"({"key": "a", "type": "session", "value": "a\"b"})") ==
        "customer-lookup: /request_parameters/0/value: a session parameter's name has no quotes, "
        "backslashes and controls");
  CHECK(parameter_message(
            R"json({"key": "a", "type": "template", "value": "=DEFAULT_VALU({ANI}, x)"})json")
            .ends_with("did you mean DEFAULT_VALUE?"));
}

TEST_CASE("names of standard parameters and SIP headers are known in any letter case") {
  CHECK(profile_sending(R"json([{"key": "a", "type": "standard", "value": "caller id"},
                            {"key": "b", "type": "sip_header", "value": "from (caller id only)"},
                            {"key": "c", "type": "sip_header", "value": "X-Tenant"},
                            {"key": "d", "type": "template", "value": "{SIP_X_TENANT}"}])json"));
}

TEST_CASE("request parameters need a key of their own, a type and a value") {
  CHECK(messages(profile_sending("[]")).size() == 1);
  CHECK(messages(profile_sending("[{}]")).size() == 3);
  CHECK(parameter_message(R"({"key": "a", "type": "fixed", "value": "x"})").find("type") !=
        std::string::npos);
  CHECK(parameter_message(R"({"key": "a", "type": "static", "value": ""})").find("value") !=
        std::string::npos);
  CHECK(only_message(profile_sending(R"([{"key": "a", "type": "static", "value": "1"},
                                         {"key": "a", "type": "static", "value": "2"}])")) ==
        "customer-lookup: /request_parameters/1/key: the key \"a\" is there already");
}

TEST_CASE("variables and scopes are known once they are declared") {
  const auto* const parameter =
      R"([{"key": "a", "type": "template", "value": "{QUEUE} <QUEUE> {contact.id}"}])";
  CHECK(messages(profile_sending(parameter)).size() == 2);
  CHECK(profile_sending(parameter, R"({"variables": ["QUEUE", "contact.*"]})"));
  CHECK(only_message(profile_with(R"({"variables": ["a b"]})")) ==
        "customer-lookup: /variables/0: expected a name of letters, digits and _, or a scope such "
        "as contact.*, found \"a b\"");
}

TEST_CASE("a fallback that the allow-list forbids is refused") {
  CHECK(only_message(profile_with(
            R"({"allow": {"language": {}}, "fallback": {"langage": {"value": "en"}}})")) ==
        "customer-lookup: /fallback/langage: \"langage\" isn't in the allow-list; did you mean "
        "language?");
}

TEST_CASE("a wrong token's text is in no complaint") {
  for (const auto* const token : {R"({"api_token": {"env": 5, "x": "Planted-4a7f-Token"}})",
                                  R"({"api_token": ["Planted-4a7f-Token"]})",
                                  R"({"api_token": {"callback": "Planted-4a7f-Token"}})"}) {
    const auto result = profile_with(token);
    REQUIRE(result.has_error());
    CHECK(result.error().message().find(planted_token) == std::string::npos);
  }
}

TEST_CASE("a token may come from a callback of the host") {
  auto profile = least_profile();
  profile.as_object()["api_token"] = {{"callback", "vault"}};
  DataDipParseOptions options;
  options.secret_providers.emplace("vault", [] { return Result<std::string>("from the vault"); });
  const auto config = parse_data_dip_config(boost::json::serialize(profile), options);
  REQUIRE(config);
  CHECK(config->api_token().resolve()->reveal() == "from the vault");
}

TEST_CASE("text that isn't a JSON object is one complaint") {
  for (const auto* const text : {"", "[", "[]", "null", "{\"name\": \"a\",}", "{} {}"})
    CHECK(messages(parse_data_dip_config(text)).size() == 1);
}

TEST_CASE("the host's own functions may be used in templates") {
  FunctionRegistry functions;
  REQUIRE(functions.add("SHOUT", 1, 1, [](FunctionArguments arguments) {
    return std::optional(std::string(arguments[0].value_or("")) + "!");
  }));
  auto profile = least_profile();
  profile.at("request_parameters").as_array()[0] = {
      {"key", "a"}, {"type", "template"}, {"value", "=SHOUT({ANI})"}};
  DataDipParseOptions options;
  options.functions = &functions;
  CHECK(parse_data_dip_config(boost::json::serialize(profile), options));
  CHECK_FALSE(parse_profile(profile));
}
