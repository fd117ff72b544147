#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "real/crm_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

std::string preset(std::string_view search_field = "") {
  const auto phone = environment("CRMLINK_PHONE_FIELD");
  const auto searched = search_field.empty() ? phone : std::string(search_field);
  return edited_preset({{"https://redmine.example", environment("CRMLINK_CRM_URL")},
                        {"cf_1001", "cf_" + searched},
                        {"1001", phone},
                        {"1002", environment("CRMLINK_ACCOUNT_FIELD")}});
}

class Redmine : public CrmStand {
 public:
  explicit Redmine(const std::string& config = preset(),
                   const std::string& key = environment("CRMLINK_CRM_KEY"))
      : CrmStand(config, "REDMINE_API_KEY", key) {}

  std::string download(const std::string& target) {
    http::Request request(http::Method::get,
                          http::Url::parse(environment("CRMLINK_CRM_URL") + target).value());
    request.fields.emplace_back("X-Redmine-API-Key", environment("CRMLINK_CRM_KEY"));
    return ask(std::move(request));
  }
  boost::json::value get(const std::string& target) { return boost::json::parse(download(target)); }
  boost::json::value issue(const std::string& id) {
    return get("/issues/" + id + ".json?include=journals,attachments").at("issue");
  }
  std::int64_t count(const std::string& project) {
    return get("/issues.json?status_id=*&project_id=" + project).at("total_count").as_int64();
  }
};

std::string created_account(const Variables& call) {
  const auto outcome = Redmine().account(call);
  INFO(told(outcome));
  REQUIRE(outcome.status == CrmStatus::created);
  REQUIRE_FALSE(outcome.id.empty());
  return outcome.id;
}

std::string created_record(const Variables& call) {
  const auto outcome = Redmine().record(call);
  INFO(told(outcome));
  REQUIRE(outcome.status == CrmStatus::created);
  REQUIRE_FALSE(outcome.id.empty());
  return outcome.id;
}

}  // namespace

TEST_CASE("an unknown caller becomes an account, a known one is found") {
  const auto call = caller("+12220000001", "Kim \"K\" Ng & S\u00F6hne \U0001F600");
  const auto id = created_account(call);
  Redmine redmine;
  const auto outcome = redmine.account(call);
  INFO(told(outcome));
  CHECK(outcome.status == CrmStatus::found);
  CHECK(outcome.id == id);
  CHECK(outcome.url == environment("CRMLINK_CRM_URL") + "/issues/" + id);
  REQUIRE(outcome.steps.size() == 1);
  CHECK(outcome.steps[0].operation == CrmOperation::find_account);
  CHECK(outcome.steps[0].candidates == 1);
  CHECK(outcome.steps[0].unverified == 0);
  CHECK(redmine.issue(id).at("subject").as_string() == "Kim \"K\" Ng & S\u00F6hne \U0001F600");
}

TEST_CASE("a known id is asked for by itself") {
  const auto call = caller("+12220000002");
  const auto id = created_account(call);
  const auto outcome = Redmine().account(with(caller("+12229999999"), "ACCOUNT_ID", id));
  INFO(told(outcome));
  CHECK(outcome.status == CrmStatus::found);
  CHECK(outcome.id == id);
  REQUIRE(outcome.steps.size() == 1);
  CHECK(outcome.steps[0].operation == CrmOperation::find_account_by_id);
}

TEST_CASE("an id that answers 404 falls back to the search") {
  const auto call = caller("+12220000003");
  const auto id = created_account(call);
  const auto outcome = Redmine().account(with(call, "ACCOUNT_ID", "999999"));
  INFO(told(outcome));
  CHECK(outcome.status == CrmStatus::found);
  CHECK(outcome.id == id);
  REQUIRE(outcome.steps.size() == 2);
  CHECK(outcome.steps[0].status == 404);
  CHECK(outcome.steps[0].verdict == CrmVerdict::not_found);
}

TEST_CASE("the id of a record is no account's") {
  const auto call = caller("+12220000004");
  const auto id = created_account(call);
  const auto record = created_record(with(call, "ACCOUNT_ID", id));
  const auto outcome = Redmine().account(with(call, "ACCOUNT_ID", record));
  INFO(told(outcome));
  CHECK(outcome.status == CrmStatus::found);
  CHECK(outcome.id == id);
  CHECK(outcome.steps[0].unverified == 1);
}

TEST_CASE("a filter that Redmine doesn't know brings strangers, who aren't used") {
  const auto stranger = created_account(caller("+12220000005", "A Stranger"));
  Redmine ignored(preset("99999"));
  const auto outcome = ignored.account(caller("+12220000006"));
  INFO(told(outcome));
  CHECK(outcome.status == CrmStatus::created);
  CHECK(outcome.id != stranger);
  REQUIRE(outcome.steps.size() == 2);
  CHECK(outcome.steps[0].candidates > 0);
  CHECK(outcome.steps[0].unverified == outcome.steps[0].candidates);
}

TEST_CASE("calls of one caller at once make one account") {
  Redmine redmine;
  const auto before = redmine.count("accounts");
  const auto outcomes = redmine.accounts_at_once(caller("+12220000007"), 8);
  CHECK(redmine.count("accounts") == before + 1);
  std::size_t created = 0;
  for (const auto& outcome : outcomes) {
    INFO(told(outcome));
    CHECK(outcome.succeeded());
    CHECK(outcome.id == outcomes.front().id);
    if (outcome.status == CrmStatus::created) ++created;
  }
  CHECK(created == 1);
}

TEST_CASE("an account's open record is reused, another account's isn't") {
  const auto call =
      with(caller("+12220000008"), "ACCOUNT_ID", created_account(caller("+12220000008")));
  const auto other =
      with(caller("+12220000009"), "ACCOUNT_ID", created_account(caller("+12220000009")));
  const auto record = created_record(with(call, "TICKET_SUBJECT", "Broken heating"));
  const auto again = Redmine().record(call);
  INFO(told(again));
  CHECK(again.status == CrmStatus::found);
  CHECK(again.id == record);
  CHECK(again.url == environment("CRMLINK_CRM_URL") + "/issues/" + record);
  CHECK(created_record(other) != record);
}

TEST_CASE("an update and a comment answer 204 and are there") {
  const auto call =
      with(caller("+12220000010"), "ACCOUNT_ID", created_account(caller("+12220000010")));
  const auto record = with(call, "RECORD_ID", created_record(call));
  Redmine redmine;
  auto outcome =
      redmine.run(CrmOperation::update_record, with(record, "TICKET_SUBJECT", "Heating repaired"));
  INFO(told(outcome));
  CHECK(outcome.status == CrmStatus::done);
  CHECK(outcome.steps[0].status == 204);
  outcome = redmine.run(CrmOperation::comment,
                        with(record, "COMMENT_BODY", "Call ended\nafter 02:05 \U0001F4DE"));
  INFO(told(outcome));
  CHECK(outcome.status == CrmStatus::done);
  CHECK(outcome.steps[0].status == 204);
  const auto issue = redmine.issue(*record.text("RECORD_ID"));
  CHECK(issue.at("subject").as_string() == "Heating repaired");
  const auto& journals = issue.at("journals").as_array();
  REQUIRE(journals.size() == 2);
  CHECK(journals[1].at("notes").as_string() == "Call ended\nafter 02:05 \U0001F4DE");
}

TEST_CASE("a recording is uploaded and attached to its record, byte by byte") {
  const auto call =
      with(caller("+12220000014"), "ACCOUNT_ID", created_account(caller("+12220000014")));
  const auto record = with(call, "RECORD_ID", created_record(call));
  const auto bytes = noise(300000);
  Redmine redmine;
  const auto outcome = redmine.upload("call 1 + 2.wav", bytes, record);
  INFO(told(outcome));
  REQUIRE(outcome.status == CrmStatus::done);
  CHECK_FALSE(outcome.id.empty());
  const auto issue = redmine.issue(*record.text("RECORD_ID"));
  REQUIRE(issue.at("attachments").as_array().size() == 1);
  const auto& attachment = issue.at("attachments").at(0);
  CHECK(attachment.at("filename").as_string() == "call 1 + 2.wav");
  CHECK(attachment.at("content_type").as_string() == "audio/wav");
  const auto id = std::to_string(attachment.at("id").as_int64());
  CHECK((redmine.download("/attachments/download/" + id) == bytes));
}

TEST_CASE("a whole session arrives, from the ring to the recording") {
  Redmine redmine;
  auto call = caller("+12220000015");
  call.set("TICKET_SUBJECT", "Heating broken");
  const auto bytes = noise(100000);
  const auto outcome = redmine.play_call(call, bytes);
  INFO(told(outcome));
  REQUIRE(outcome.status == CrmStatus::done);
  CHECK(outcome.url == environment("CRMLINK_CRM_URL") + "/issues/" + outcome.id);
  const auto issue = redmine.issue(outcome.id);
  CHECK(issue.at("subject").as_string() == "Heating broken");
  std::vector<std::string> notes;
  for (const auto& journal : issue.at("journals").as_array())
    if (!journal.at("notes").as_string().empty())
      notes.emplace_back(journal.at("notes").as_string());
  CHECK(notes == std::vector<std::string>{"Call started", "Call transferred\nTo: Billing & \"Co\"",
                                          "Customer satisfaction\nRating: 5",
                                          "Call ended\nDuration: 02:05"});
  REQUIRE(issue.at("attachments").as_array().size() == 1);
  const auto id = std::to_string(issue.at("attachments").at(0).at("id").as_int64());
  CHECK((redmine.download("/attachments/download/" + id) == bytes));
}

TEST_CASE("what belongs to a record isn't sent without one, or to one that isn't there") {
  Redmine redmine;
  const auto text = with(caller("+12220000011"), "COMMENT_BODY", "lost");
  CHECK(redmine.run(CrmOperation::comment, text).status == CrmStatus::skipped);
  CHECK(redmine.upload("a.wav", "RIFF", text).status == CrmStatus::skipped);
  const auto gone = redmine.run(CrmOperation::comment, with(text, "RECORD_ID", "999999"));
  INFO(told(gone));
  CHECK(gone.status == CrmStatus::failed);
  CHECK(gone.error.http_status() == 404);
}

TEST_CASE("a wrong key is a failure that says so, and nothing is created") {
  Redmine redmine;
  const auto before = redmine.count("accounts");
  Redmine wrong(preset(), "a-wrong-key");
  const auto outcome = wrong.account(caller("+12220000012"));
  INFO(told(outcome));
  CHECK(outcome.status == CrmStatus::failed);
  CHECK(outcome.error == Errc::http_status);
  CHECK(outcome.error.http_status() == 401);
  CHECK(outcome.id.empty());
  CHECK(outcome.steps.size() == 1);
  CHECK(outcome.error.message().find("a-wrong-key") == std::string::npos);
  CHECK(redmine.count("accounts") == before);
}

TEST_CASE("what Redmine refuses is a failure with its reason") {
  const auto outcome = Redmine().account(caller("+12220000013", std::string(300, 'x')));
  INFO(told(outcome));
  CHECK(outcome.status == CrmStatus::failed);
  CHECK(outcome.error.http_status() == 422);
  CHECK(outcome.error.server_text().find("too long") != std::string_view::npos);
}
