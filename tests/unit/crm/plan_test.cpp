#include "crm_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

const Variables kim{{"PHONE_NUMBER", "+12223334444"},
                    {"NAME", "Kim \"K\" Ng\n\U0001F600"},
                    {"EMAIL", "kim@crm.example"},
                    {"ACCOUNT_ID", "42"}};

std::string body_of(std::string_view rest, const Variables& variables = kim) {
  const auto endpoint =
      endpoint_of("create_account", R"({"url": "https://crm.example/a", "method": "POST", )" +
                                        std::string(rest) + "}");
  return endpoint.plan(variables).value().body;
}

constexpr std::string_view name_and_phone =
    R"("parameters": [{"key": "name", "value": "{NAME}"}, {"key": "phone", "value": "{PHONE_NUMBER}"}])";

}  // namespace

TEST_CASE("the parameters of a GET are its query, those without a value leave it") {
  const auto endpoint = endpoint_of("find_account", R"({"method": "GET",
      "url": "https://crm.example/issues.json?project=accounts", "parameters": [
        {"key": "cf_4", "value": "{PHONE_NUMBER}"}, {"key": "fax", "value": "{SDK_PHONE}"},
        {"key": "limit", "value": 1}, {"key": "empty", "value": "{SDK_PHONE}", "keep_empty": true}]})");
  const auto request = endpoint.plan(kim).value();
  CHECK(request.method == http::Method::get);
  CHECK(request.url.target() == "/issues.json?project=accounts&cf_4=%2B12223334444&limit=1&empty=");
  CHECK(request.body.empty());
  CHECK(request.repeatable == true);
  CHECK(request.shared_fields.contains("Accept"));
  CHECK_FALSE(request.shared_fields.contains("Content-Type"));
}

TEST_CASE("property, container map and container array are three shapes of the same body") {
  constexpr std::string_view members = R"({"name":"Kim","phone":"+1"})";
  const Variables variables{{"NAME", "Kim"}, {"PHONE_NUMBER", "+1"}};
  const auto with = [&](std::string_view shape) {
    return body_of(std::string(shape) + std::string(name_and_phone), variables);
  };
  CHECK(with("") == members);
  CHECK(with(R"("format": "property", )") == members);
  CHECK(with(R"("format": "container", "container": {"name": "issue"}, )") ==
        R"({"issue":)" + std::string(members) + "}");
  CHECK(with(R"("format": "container", "container": {"name": "data", "type": "array"}, )") ==
        R"({"data":[)" + std::string(members) + "]}");
}

TEST_CASE("dotted keys nest, functions and numbers keep their types") {
  const auto body =
      body_of(R"json("parameters": [{"key": "fields.phone", "value": "{PHONE_NUMBER}"},
      {"key": "fields.vip", "value": true}, {"key": "owner", "value": "=DEFAULT_VALUE({AGENT_EMAIL}, nobody)"},
      {"key": "n", "value": "=NUMBER({ACCOUNT_ID})"}, {"key": "gone", "value": "{RATING}"}])json");
  CHECK(body == R"({"fields":{"phone":"+12223334444","vip":true},"owner":"nobody","n":42})");
}

TEST_CASE("a body of any shape has templates inside") {
  const auto body = body_of(R"("format": "body", "body": {"filterGroups": [{"filters": [
      {"propertyName": "phone", "operator": "EQ", "value": "{PHONE_NUMBER}"}]}], "limit": 3})");
  constexpr auto* expected =
      R"({"filterGroups":[{"filters":[{"propertyName":"phone","operator":"EQ","value":"+12223334444"}]}],"limit":3})";
  CHECK(body == expected);
}

TEST_CASE("quotes, line breaks and emoji of a caller's name stay inside of it") {
  constexpr auto* expected = R"({"name":"Kim \"K\" Ng\n)";
  CHECK(body_of(name_and_phone) ==
        std::string(expected) + "\U0001F600\",\"phone\":\"+12223334444\"}");
  const auto endpoint = endpoint_of("find_account", R"({"url": "https://crm.example/{NAME}/x",
      "method": "GET", "headers": {"X-Mail": "{EMAIL}", "X-None": "{RATING}"}})");
  const auto request = endpoint.plan(kim).value();
  CHECK(request.url.target() == "/Kim%20%22K%22%20Ng%0A%F0%9F%98%80/x");
  REQUIRE(request.fields.size() == 1);
  CHECK(request.fields[0].value == "kim@crm.example");
}

TEST_CASE("a line break can't enter a header, and the error doesn't tell the value") {
  const auto endpoint = endpoint_of("find_account", R"({"url": "https://crm.example/x",
      "method": "GET", "headers": {"X-Name": "{NAME}"}})");
  const auto request = endpoint.plan(kim);
  REQUIRE_FALSE(request);
  CHECK(request.error() == Errc::invalid_value);
  CHECK(request.error().message().find("Kim") == std::string::npos);
}

TEST_CASE("what is about a record isn't sent without its id, wherever that stands") {
  const auto missing = [](std::string_view operation, std::string_view members) {
    const auto endpoint =
        endpoint_of(operation, R"({"method": "POST", )" + std::string(members) + "}");
    const Variables known{{"RECORD_ID", "7"}, {"ACCOUNT_ID", "8"}};
    CHECK(endpoint.missing(known).empty());
    return std::string(endpoint.missing({}));
  };
  constexpr auto* in_body = R"json("url": "https://crm.example/rpc", "format": "body",
      "body": {"params": [["=NUMBER({RECORD_ID})", "=NUMBER({account_id})"]]})json";
  CHECK(missing("update_record", in_body) == "RECORD_ID");
  CHECK(missing("comment", in_body) == "RECORD_ID");
  CHECK(missing("find_account_by_id", in_body) == "ACCOUNT_ID");
  CHECK(missing("create_record", in_body).empty());
  CHECK(missing("update_record", R"("url": "https://crm.example/?id={RECORD_ID}")") == "RECORD_ID");
  CHECK(missing("update_record", R"("url": "https://crm.example/by-call")").empty());
  CHECK(missing("upload_file", R"("url": "https://crm.example/files", "format": "multipart",
      "parameters": [{"key": "file", "value": "{FILE_DATA}"},
                     {"key": "record", "value": "{RECORD_ID}"}])") == "RECORD_ID");
  CHECK(missing("upload_file", R"("url": "https://crm.example/files", "format": "raw",
      "then": {"method": "PUT", "url": "https://crm.example/{RECORD_ID}"})") == "RECORD_ID");
}

TEST_CASE("a URL isn't formed without a variable of its path") {
  const auto endpoint = endpoint_of("find_account_by_id",
                                    R"({"url": "https://crm.example/a/{ACCOUNT_ID}",
      "method": "GET"})");
  CHECK(endpoint.missing({}) == "ACCOUNT_ID");
  const auto request = endpoint.plan({});
  REQUIRE_FALSE(request);
  CHECK(request.error().message().find("ACCOUNT_ID") != std::string::npos);
  CHECK(endpoint.plan(kim).value().url.target() == "/a/42");
}

TEST_CASE("phone numbers are written as the CRM wants them, for searching and for keeping") {
  const auto target = [](std::string_view format, std::string_view number) {
    const auto config = parse_crm_config(
        config_with("find_account", R"({"url": "https://crm.example/", "method": "GET",
            "parameters": [{"key": "p", "value": "{PHONE_NUMBER}"}]})",
                    R"("phone_format": ")" + std::string(format) + "\", "));
    if (!config) FAIL(config.error().message());
    const Variables call{{"PHONE_NUMBER", number}};
    const auto find = config->endpoint(CrmOperation::find_account)->plan(call).value();
    const auto create = config->endpoint(CrmOperation::create_account)->plan(call).value();
    return find.url.target() + ' ' + create.body;
  };
  CHECK(target("e164", "(222) 333-4444") == R"(/?p=%2B12223334444 {"phone":"+12223334444"})");
  CHECK(target("us_local", "+12223334444") == R"(/?p=2223334444 {"phone":"2223334444"})");
  CHECK(target("e164", "anonymous") == R"(/?p=anonymous {"phone":"anonymous"})");
}

TEST_CASE("a phone format that needs the component loads with a warning without it") {
  const auto config =
      parse_crm_config(config_with("comment", R"({"method": "POST",
      "url": "https://crm.example/"})",
                                   R"("phone_format": "international", "default_region": "DE", )"));
  REQUIRE(config);
  REQUIRE(config->warnings().size() == 1);
  CHECK(config->warnings()[0].starts_with("/phone_format: "));
  CHECK(config->warnings()[0].find("crmlink::phone") != std::string::npos);
}
