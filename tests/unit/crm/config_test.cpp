#include <algorithm>

#include "crm_stand.hpp"
#include "crmlink/crm/crm_variables.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

bool complains(const Complaints& complaints, std::string_view pointer, std::string_view problem) {
  return std::any_of(complaints.begin(), complaints.end(), [&](const Complaint& complaint) {
    return complaint.pointer == pointer && complaint.message().find(problem) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("a configuration gives its settings and its endpoints") {
  const auto config = parse_crm_config(config_with("comment", R"({"method": "POST",
      "url": "https://crm.example/records/{RECORD_ID}/notes"})",
                                                   R"("timeout_ms": 2000,
      "account_url": "https://crm.example/#/contact/{ACCOUNT_ID}",
      "record_url": "https://crm.example/record/{RECORD_ID}?agent={AGENT_ID}", )"));
  if (!config) FAIL(config.error().message());
  CHECK(config->name() == "crm");
  CHECK(config->timeout() == std::chrono::seconds(2));
  CHECK(config->has(CrmOperation::comment));
  CHECK_FALSE(config->has(CrmOperation::upload_file));
  CHECK(config->account_url({{"ACCOUNT_ID", "a b"}}) == "https://crm.example/#/contact/a%20b");
  CHECK(config->account_url({}).empty());
  CHECK(config->record_url({{"RECORD_ID", "7"}}) == "https://crm.example/record/7");
  CHECK(config->warnings().empty());
}

TEST_CASE("a search without a check of its matches loads with a warning") {
  const auto config = parse_crm_config(
      config_with("find_account", R"({"url": "https://crm.example/a", "method": "GET"})"));
  REQUIRE(config);
  REQUIRE(config->warnings().size() == 1);
  CHECK(config->warnings()[0].find("verify_match") != std::string::npos);
}

TEST_CASE("all that is wrong with a configuration is said at once") {
  const auto complaints = complaints_of(R"json({"timeout_ms": 20000, "reuse_records": true,
    "endpoints": {
      "find_account": {"url": "http://crm.example/{PHONE_NUMBR}", "method": "DELETE"},
      "create_record": {"url": "https://{EMAIL}/", "method": "GET", "format": "body"},
      "comment": {"url": "https://crm.example/", "method": "POST", "format": "container",
        "parameters": [{"key": "a", "value": "=UPER(x)"}, {"key": "a", "value": []}]},
      "coment": {}}, "nam": "x"})json");
  CHECK(complains(complaints, "/name", "missing"));
  CHECK(complains(complaints, "/timeout_ms", "10000"));
  CHECK(complains(complaints, "/reuse_records", "find_record"));
  CHECK(complains(complaints, "/endpoints/find_account/url", "PHONE_NUMBER"));
  CHECK(complains(complaints, "/endpoints/find_account/method", "PATCH"));
  CHECK(complains(complaints, "/endpoints/create_record/url", "can't have variables"));
  CHECK(complains(complaints, "/endpoints/create_record/format", "no body"));
  CHECK(complains(complaints, "/endpoints/create_record", "create_account"));
  CHECK(complains(complaints, "/endpoints/comment/container", "missing"));
  CHECK(complains(complaints, "/endpoints/comment/parameters/0/value", "UPPER"));
  CHECK(complains(complaints, "/endpoints/comment/parameters/1/value", "a text, a number"));
  CHECK(complains(complaints, "/endpoints/coment", "comment"));
  CHECK(complains(complaints, "/nam", "name"));
}

TEST_CASE("a search by id has the id in its URL or in its body") {
  const auto text = [](std::string_view rest) {
    return config_with(
        "find_account_by_id",
        R"({"url": "https://crm.example/rpc", "method": "POST")" + std::string(rest) + "}");
  };
  CHECK(complains(complaints_of(text("")), "/endpoints/find_account_by_id/url", "{ACCOUNT_ID}"));
  CHECK(parse_crm_config(text(R"(, "parameters": [{"key": "id", "value": "{ACCOUNT_ID}"}])")));
}

TEST_CASE("an update needs a record, a record needs accounts") {
  const auto complaints = complaints_of(R"({"name": "x", "endpoints": {
      "update_record": {"url": "https://crm.example/", "method": "PUT"},
      "find_record": {"url": "https://crm.example/", "method": "GET"}}})");
  CHECK(complains(complaints, "/endpoints/update_record", "create_record"));
  CHECK(complains(complaints, "/endpoints/find_record", "\"find_account\""));
  CHECK(complains(complaints, "/endpoints/find_record", "\"create_account\""));
}

TEST_CASE("first and last name come from the name") {
  const auto names = [](std::string_view name) {
    Variables variables{{"NAME", name}};
    complete_crm_variables(variables);
    const auto* const first = variables.text("FIRST_NAME");
    return (first ? *first : "none") + "|" + *variables.text("LAST_NAME");
  };
  CHECK(names("Kim Ng") == "Kim|Ng");
  CHECK(names(" Kim van  der Ng ") == "Kim|van  der Ng");
  CHECK(names("Kim") == "Kim|--");
  CHECK(names("") == "none|--");
  Variables set{{"NAME", "Kim Ng"}, {"LAST_NAME", "Park"}};
  complete_crm_variables(set);
  CHECK(*set.text("LAST_NAME") == "Park");
}

TEST_CASE("durations are minutes and seconds, texts become HTML") {
  using std::chrono::seconds;
  CHECK(to_crm_duration(seconds(0)) == "00:00");
  CHECK(to_crm_duration(seconds(65)) == "01:05");
  CHECK(to_crm_duration(seconds(7325)) == "122:05");
  CHECK(to_crm_duration(seconds(-5)) == "00:00");
  CHECK(to_crm_html("a<b>\r\n\"c\"\n") == "a&lt;b&gt;<br>&quot;c&quot;<br>");
  Variables variables{{"TICKET_DESCRIPTION", "a & b\nc"}};
  complete_crm_variables(variables);
  CHECK(*variables.text("TICKET_DESCRIPTION_HTML") == "a &amp; b<br>c");
}

TEST_CASE("credentials go to the servers of the CRM's endpoints and to those that are named") {
  const auto config = parse_crm_config(
      config_with("comment", R"({"url": "https://notes.example:8443/{RECORD_ID}?a=1",
      "method": "POST"})",
                  R"("auth": {"kind": "bearer", "token": "t",
      "origins": ["https://files.example"]}, )"));
  if (!config) FAIL(config.error().message());
  CHECK(config->auth().kind == http::AuthKind::bearer);
  std::string origins;
  for (const auto& origin : config->auth().origins)
    origins += origin.authority() + ' ';
  CHECK(origins == "files.example crm.example notes.example:8443 ");
}

TEST_CASE("plain http to elsewhere is a complaint, unless it is allowed") {
  const auto json = config_with("comment", R"({"url": "http://crm.example/{RECORD_ID}",
      "method": "POST"})");
  CHECK(complains(complaints_of(json), "/endpoints/comment/url", "allow_insecure"));
  CHECK(parse_crm_config(config_with("comment", R"({"url": "http://crm.example/{RECORD_ID}",
      "method": "POST"})",
                                     R"("allow_insecure": true, )")));
  CHECK(parse_crm_config(config_with("comment", R"({"url": "http://127.0.0.1:8080/{RECORD_ID}",
      "method": "POST"})")));
}
