#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "crmlink/text/text_template.hpp"
#include "real/crm_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;
namespace json = boost::json;

namespace {

using Edit = std::pair<std::string_view, std::string>;

std::string preset(const Edit& more = {"tryton", "tryton"}) {
  return edited_preset({{"https://tryton.example", environment("CRMLINK_CRM_URL")},
                        {"1001", environment("CRMLINK_CRM_COMPANY")},
                        more});
}

std::string base64(std::string_view text) {
  const FunctionRegistry functions;
  const Vocabulary names{"TEXT"};
  TextTemplate::Options options(Slot::plain, names);
  options.functions = &functions;
  std::string encoded;
  const auto done =
      TextTemplate::parse("=BASE64({TEXT})", options).value().expand({{"TEXT", text}}, encoded);
  REQUIRE(done);
  return encoded;
}

std::string basic(std::string_view password) {
  return "Basic " + base64(environment("CRMLINK_CRM_USER") + ':' + std::string(password));
}

class Tryton : public CrmStand {
 public:
  explicit Tryton(const std::string& authorization = session(),
                  const std::string& config = preset())
      : CrmStand(config, "TRYTON_AUTHORIZATION", authorization) {}

  /// Calls a method past the CRM; returns its result.
  json::value call(const std::string& method, std::string_view parameters) {
    http::Request request(http::Method::post,
                          http::Url::parse(environment("CRMLINK_CRM_URL") + "/crm/").value());
    request.fields.emplace_back("Content-Type", "application/json");
    if (method != "common.db.login") request.fields.emplace_back("Authorization", session());
    request.body =
        R"({"id": 1, "method": ")" + method + R"(", "params": )" + std::string(parameters) + "}";
    const auto reply = ask(std::move(request));
    INFO(reply);
    const auto parsed = json::parse(reply);
    REQUIRE(parsed.as_object().contains("result"));
    return parsed.at("result");
  }
  std::int64_t count(const std::string& model, std::string_view domain) {
    return call("model." + model + ".search_count", "[" + std::string(domain) + ", {}]").as_int64();
  }

 private:
  /// Logs in once: Tryton computes a slow hash for each password that it is given.
  static const std::string& session() {
    static const std::string header = [] {
      Tryton host("none");
      const auto user = environment("CRMLINK_CRM_USER");
      const auto result =
          host.call("common.db.login", R"([")" + user + R"(", {"password": ")" +
                                           environment("CRMLINK_CRM_PASSWORD") + R"("}])");
      return "Session " + base64(user + ':' + json::serialize(result.at(0)) + ':' +
                                 result.at(1).as_string().c_str());
    }();
    return header;
  }
};

std::string created_account(const Variables& call) {
  const auto outcome = Tryton().account(call);
  INFO(told(outcome));
  REQUIRE(outcome.status == CrmStatus::created);
  REQUIRE_FALSE(outcome.id.empty());
  return outcome.id;
}

std::string created_record(const Variables& call) {
  const auto outcome = Tryton().record(call);
  INFO(told(outcome));
  REQUIRE(outcome.status == CrmStatus::created);
  REQUIRE_FALSE(outcome.id.empty());
  return outcome.id;
}

/// A call whose account and record have been made.
Variables with_record(std::string_view phone) {
  const auto call = with(caller(phone), "ACCOUNT_ID", created_account(caller(phone)));
  return with(call, "RECORD_ID", created_record(call));
}

}  // namespace

TEST_CASE("an unknown caller becomes a party, a known one is found") {
  constexpr auto* name = "Kim \"K\" Ng & S\u00F6hne \U0001F600";
  const auto call = caller("+12220000001", name);
  const auto id = created_account(call);
  Tryton tryton;
  const auto outcome = tryton.account(call);
  INFO(told(outcome));
  CHECK(outcome.status == CrmStatus::found);
  CHECK(outcome.id == id);
  CHECK(outcome.url == environment("CRMLINK_CRM_URL") + "/#crm/model/party.party/" + id);
  REQUIRE(outcome.steps.size() == 1);
  CHECK(outcome.steps[0].candidates == 1);
  const auto party = tryton.call("model.party.party.read", "[[" + id + R"(], ["name"], {}])");
  CHECK(party.at(0).at("name").as_string() == name);
}

TEST_CASE("a known id is asked for by itself, one that isn't there falls back to the search") {
  const auto call = caller("+12220000002");
  const auto id = created_account(call);
  auto outcome = Tryton().account(with(caller("+12229999999"), "ACCOUNT_ID", id));
  INFO(told(outcome));
  CHECK(outcome.status == CrmStatus::found);
  CHECK(outcome.id == id);
  REQUIRE(outcome.steps.size() == 1);
  CHECK(outcome.steps[0].operation == CrmOperation::find_account_by_id);
  outcome = Tryton().account(with(call, "ACCOUNT_ID", "999999"));
  CHECK(outcome.status == CrmStatus::found);
  CHECK(outcome.id == id);
  REQUIRE(outcome.steps.size() == 2);
  CHECK(outcome.steps[0].verdict == CrmVerdict::not_found);
}

TEST_CASE("a domain that finds everybody brings strangers, who aren't used") {
  const auto stranger = created_account(caller("+12220000003", "A Stranger"));
  const auto everybody = preset({R"("value_compact", "==")", R"("value_compact", "!=")"});
  Tryton tryton(basic(environment("CRMLINK_CRM_PASSWORD")), everybody);
  const auto outcome = tryton.account(caller("+12220000004"));
  INFO(told(outcome));
  CHECK(outcome.status == CrmStatus::created);
  CHECK(outcome.id != stranger);
  CHECK(outcome.steps[0].candidates > 0);
  CHECK(outcome.steps[0].unverified == outcome.steps[0].candidates);
}

TEST_CASE("calls of one caller at once make one party") {
  Tryton tryton;
  const auto outcomes = tryton.accounts_at_once(caller("+12220000005"), 8);
  CHECK(tryton.count("party.contact_mechanism", R"([["value", "=", "+12220000005"]])") == 1);
  std::size_t created = 0;
  for (const auto& outcome : outcomes) {
    INFO(told(outcome));
    CHECK(outcome.succeeded());
    CHECK(outcome.id == outcomes.front().id);
    if (outcome.status == CrmStatus::created) ++created;
  }
  CHECK(created == 1);
}

TEST_CASE("a party's open task is reused, another party's isn't") {
  const auto call = with_record("+12220000006");
  const auto again = Tryton().record(call);
  INFO(told(again));
  CHECK(again.status == CrmStatus::found);
  CHECK(again.id == *call.text("RECORD_ID"));
  const auto other = with_record("+12220000007");
  CHECK(*other.text("RECORD_ID") != again.id);
}

TEST_CASE("an update, a comment and a recording arrive at their task") {
  const auto call = with_record("+12220000008");
  const auto& id = *call.text("RECORD_ID");
  Tryton tryton;
  auto outcome =
      tryton.run(CrmOperation::update_record, with(call, "TICKET_SUBJECT", "Heating repaired"));
  INFO(told(outcome));
  CHECK(outcome.status == CrmStatus::done);
  const auto task = tryton.call("model.project.work.read", "[[" + id + R"(], ["name"], {}])");
  CHECK(task.at(0).at("name").as_string() == "Heating repaired");

  constexpr auto* text = "Call ended\nafter 02:05 \U0001F4DE";
  outcome = tryton.run(CrmOperation::comment, with(call, "COMMENT_BODY", text));
  CHECK(outcome.status == CrmStatus::done);
  const auto domain = R"([["resource", "=", "project.work,)" + id + R"("]], 0, 9, null, )";
  const auto notes = tryton.call("model.ir.note.search_read", "[" + domain + R"(["message"], {}])");
  REQUIRE(notes.as_array().size() == 1);
  CHECK(notes.at(0).at("message").as_string() == text);

  const auto bytes = noise(100000);
  outcome = tryton.upload("call \"1\".wav", bytes, call);
  CHECK(outcome.status == CrmStatus::done);
  const auto files =
      tryton.call("model.ir.attachment.search_read", "[" + domain + R"(["name", "data"], {}])");
  REQUIRE(files.as_array().size() == 1);
  CHECK(files.at(0).at("name").as_string() == "call \"1\".wav");
  CHECK(std::to_string(files.at(0).at("id").as_int64()) == outcome.id);
  auto arrived = std::string(files.at(0).at("data").at("base64").as_string());
  arrived = replace_all(std::move(arrived), "\n", "");
  CHECK((arrived == base64(bytes)));
}

TEST_CASE("a whole session arrives, from the ring to the recording") {
  Tryton tryton;
  const auto outcome = tryton.play_call(caller("+12220000021"), noise(50000));
  INFO(told(outcome));
  REQUIRE(outcome.status == CrmStatus::done);
  const auto domain =
      R"([["resource", "=", "project.work,)" + outcome.id + R"("]], 0, 9, [["id", "ASC"]], )";
  const auto notes = tryton.call("model.ir.note.search_read", "[" + domain + R"(["message"], {}])");
  REQUIRE(notes.as_array().size() == 4);
  CHECK(notes.at(0).at("message").as_string() == "Call started");
  CHECK(notes.at(1).at("message").as_string() == "Call transferred\nTo: Billing & \"Co\"");
  CHECK(notes.at(3).at("message").as_string() == "Call ended\nDuration: 02:05");
  const auto files =
      tryton.call("model.ir.attachment.search_read", "[" + domain + R"(["name"], {}])");
  REQUIRE(files.as_array().size() == 1);
  CHECK(files.at(0).at("name").as_string() == "call-1.wav");
}

TEST_CASE("what belongs to a task isn't sent without one: Tryton would say that it did it") {
  Tryton tryton;
  const auto text = with(with(caller("+12220000009"), "COMMENT_BODY", "x"), "TICKET_SUBJECT", "x");
  for (const auto operation : {CrmOperation::update_record, CrmOperation::comment})
    CHECK(tryton.run(operation, text).status == CrmStatus::skipped);
  CHECK(tryton.upload("a.wav", "RIFF", text).status == CrmStatus::skipped);
}

TEST_CASE("an error inside a 200 is a failure, with Tryton's reason") {
  const auto gone =
      with(with(caller("+12220000010"), "TICKET_SUBJECT", "x"), "RECORD_ID", "999999");
  auto outcome = Tryton().run(CrmOperation::update_record, gone);
  INFO(told(outcome));
  CHECK(outcome.status == CrmStatus::failed);
  CHECK(outcome.steps[0].status == 200);
  CHECK(outcome.error.server_text().find("UserError") != std::string_view::npos);
  Tryton broken(basic(environment("CRMLINK_CRM_PASSWORD")),
                preset({"value_compact", "no_such_field"}));
  outcome = broken.account(caller("+12220000010"));
  CHECK(outcome.status == CrmStatus::failed);
  CHECK(outcome.steps.size() == 1);
}

TEST_CASE("a wrong password is a failure that says so, and nothing is created") {
  const auto outcome = Tryton(basic("a-wrong-password")).account(caller("+12220000011"));
  INFO(told(outcome));
  CHECK(outcome.status == CrmStatus::failed);
  CHECK(outcome.error.http_status() == 401);
  CHECK(outcome.steps.size() == 1);
  CHECK(Tryton().count("party.contact_mechanism", R"([["value", "=", "+12220000011"]])") == 0);
}
