#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "session_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using Asked = std::vector<std::string>;

namespace {

const std::string search = "GET /a?p=%2B12223334444";
constexpr auto* pop_of_70 =
    R"({"type":"CRM_Record_Pop","data":{"recordUrl":"https://crm.example/#/r/70"}})";

}  // namespace

TEST_CASE("a session begins with its account and its record, and pops it") {
  SessionStand stand;
  CHECK_FALSE(stand.session.record_pop());
  const auto& outcome = stand.begin();
  CHECK(outcome.status == CrmStatus::created);
  CHECK(outcome.id == "70");
  CHECK(outcome.url == "https://crm.example/#/r/70");
  CHECK(stand.session.account_id() == "7");
  CHECK(stand.session.record_id() == "70");
  REQUIRE(stand.session.record_pop());
  CHECK(stand.session.record_pop()->to_json() == pop_of_70);
  CHECK(stand.asked() == Asked{search, "POST /a", "POST /a/7/r"});
  CHECK(outcome.steps.size() == 3);
  CHECK(stand.transport->requests()[1].idempotency_key !=
        stand.transport->requests()[2].idempotency_key);
}

TEST_CASE("a session that has begun isn't begun again") {
  SessionStand stand;
  stand.begin();
  const auto asked = stand.asked().size();
  CHECK(stand.begin().status == CrmStatus::skipped);
  CHECK(stand.outcomes.back()->url == "https://crm.example/#/r/70");
  CHECK(stand.asked().size() == asked);
}

TEST_CASE("what happens is told as the configuration wants it") {
  SessionStand stand;
  stand.begin();
  CHECK(stand.report(CrmEvent(CrmEventKind::started)).status == CrmStatus::done);
  CHECK(stand.report(CrmEvent(CrmEventKind::transfer, {{"To", "Ira"}})).status == CrmStatus::done);
  stand.session.set("RATING", "5");
  CHECK(stand.report(CrmEvent(CrmEventKind::csat)).status == CrmStatus::done);
  CHECK(stand.report(CrmEvent(CrmEventKind::user_verified)).status == CrmStatus::skipped);
  CHECK(stand.report(CrmEvent(CrmEventKind::survey)).status == CrmStatus::skipped);
  CHECK(stand.bodies("POST /r/70/c") == Asked{R"({"text":"Call started"})",
                                              R"({"text":"Call transferred\nTo: Ira"})",
                                              R"({"text":"Customer satisfaction\nRating: 5"})"});
  CHECK(stand.bodies("PATCH /r/70") == Asked{R"({"rating":"5"})"});
}

TEST_CASE("the end is a comment, an update, the files, and fifteen minutes later the metadata") {
  SessionStand stand;
  stand.begin();
  CrmClosing closing({SessionStand::file(CrmFileKind::call_recording, "call-1.wav"),
                      SessionStand::file(CrmFileKind::chat_transcript, "chat-1.txt")});
  bool asked_for = false;
  closing.metadata = [&asked_for] {
    asked_for = true;
    return Result<CrmFile>(SessionStand::file(CrmFileKind::session_metadata, "call-1.json"));
  };
  stand.session.async_finish(std::move(closing), {}, stand.keep());
  stand.executor.poll();
  const auto asked = stand.asked();
  CHECK(Asked(asked.begin() + 3, asked.end()) ==
        Asked{"POST /r/70/c", "PATCH /r/70", "POST /r/70/f", "POST /r/70/f"});
  CHECK_FALSE(stand.outcomes.back());
  CHECK_FALSE(asked_for);
  // A rating that comes late isn't held up.
  stand.session.set("RATING", "4");
  CHECK(stand.report(CrmEvent(CrmEventKind::csat)).status == CrmStatus::done);
  stand.clock->advance(15min - 1s);
  stand.executor.poll();
  CHECK_FALSE(asked_for);
  stand.clock->advance(1s);
  stand.executor.poll();
  CHECK(asked_for);
  REQUIRE(stand.outcomes.front());
  REQUIRE(stand.outcomes[1]);
  CHECK(stand.outcomes[1]->status == CrmStatus::done);
  CHECK(stand.outcomes[1]->steps.size() == 5);
  CHECK(stand.count("POST /r/70/f") == 3);
}

TEST_CASE("a record that wasn't there is made at the end, and hears what happened before") {
  SessionStand stand;
  stand.failing = "GET /a";
  CHECK(stand.begin().status == CrmStatus::failed);
  CHECK_FALSE(stand.session.record_pop());
  CHECK(stand.outbox->size() == 0);
  const auto& told = stand.report(CrmEvent(CrmEventKind::started));
  CHECK(told.status == CrmStatus::deferred);
  CHECK(stand.count("POST /r/70/c") == 0);
  stand.failing = "";
  const auto& outcome = stand.finish();
  CHECK(outcome.status == CrmStatus::done);
  CHECK(stand.session.record_id() == "70");
  CHECK(stand.bodies("POST /r/70/c") ==
        Asked{R"({"text":"Call started"})", R"({"text":"Call ended"})"});
  CHECK(stand.count("POST /a") == 1);
}

TEST_CASE("what can't be done at all goes to the outbox as one step, and all of it is done later") {
  SessionStand stand;
  stand.failing = "GET /a";
  stand.begin();
  stand.report(CrmEvent(CrmEventKind::started));
  CrmClosing closing({SessionStand::file(CrmFileKind::call_recording, "call-1.wav")});
  closing.metadata = [] {
    return Result<CrmFile>(SessionStand::file(CrmFileKind::session_metadata, "call-1.json"));
  };
  const auto& outcome = stand.finish(std::move(closing));
  CHECK(outcome.status == CrmStatus::deferred);
  CHECK(stand.outbox->size() == 1);
  CHECK(stand.report(CrmEvent(CrmEventKind::transfer)).status == CrmStatus::failed);
  CHECK(stand.resume().status == CrmStatus::deferred);
  stand.failing = "";
  const auto& later = stand.resume();
  CHECK(later.status == CrmStatus::done);
  CHECK(stand.outbox->size() == 0);
  CHECK(stand.bodies("POST /r/70/c") ==
        Asked{R"({"text":"Call started"})", R"({"text":"Call ended"})"});
  CHECK(stand.count("PATCH /r/70") == 1);
  CHECK(stand.count("POST /r/70/f") == 2);
  CHECK(stand.count("POST /a") == 1);
}

TEST_CASE("a create without an id is no reason to create again at the end") {
  SessionStand stand;
  stand.transport->respond(200, R"({"list": []})");
  stand.transport->respond(201, "");
  const auto& begun = stand.begin();
  CHECK(begun.status == CrmStatus::created);
  CHECK(begun.id.empty());
  CHECK(begun.steps.back().note == "not asked: {ACCOUNT_ID} is absent");
  stand.finish();
  CHECK(stand.count("POST /a") == 1);
}

TEST_CASE("several matches wait for the agent's choice") {
  SessionStand stand;
  stand.transport->respond(200, R"({"list": [{"id": 1, "phone": "12223334444"},
                                             {"id": 2, "phone": "12223334444"}]})");
  const auto& outcome = stand.begin();
  CHECK(outcome.status == CrmStatus::ambiguous);
  CHECK(outcome.objects.size() == 2);
  CHECK(stand.asked() == Asked{search});
  stand.session.use_account("2");
  CHECK(stand.begin().status == CrmStatus::created);
  CHECK(stand.asked() == Asked{search, "POST /a/2/r"});
}

TEST_CASE("an unknown customer of some queues gets a temporary account and a page of their own") {
  SessionStand stand(R"("queues": {"65": {"open_custom_url":
      "https://crm.example/new?a={ACCOUNT_ID}&p={PHONE_NUMBER}"}}, )",
                     {{"PHONE_NUMBER", "+12223334444"}, {"QUEUE_ID", "65"}});
  const auto& outcome = stand.begin();
  CHECK(outcome.status == CrmStatus::created);
  CHECK(outcome.id == "70");
  const auto account = stand.session.account_id();
  CHECK(account.starts_with("temp-"));
  CHECK(outcome.url == "https://crm.example/new?a=" + account + "&p=%2B12223334444");
  CHECK(stand.session.record_pop()->record_url == outcome.url);
  CHECK(stand.asked() == Asked{search, "POST /a/" + account + "/r"});
  CHECK(stand.finish().status == CrmStatus::done);
  CHECK(stand.count("POST /a") == 0);
}

TEST_CASE("a temporary account is what an operation of its own gets, too") {
  SessionStand stand(R"("queues": {"Sales": {"open_custom_url": "https://crm.example/new"}}, )");
  auto call = FlowStand::kim;
  call.set("QUEUE_NAME", "Sales");
  const auto& outcome = stand.account(call);
  CHECK(outcome.status == CrmStatus::temporary);
  CHECK(outcome.succeeded());
  CHECK(outcome.url == "https://crm.example/new");
}

TEST_CASE("operations of a session wait for each other, in their order") {
  SessionStand stand;
  stand.session.async_begin({}, stand.keep());
  stand.session.async_report(CrmEvent(CrmEventKind::started), {}, stand.keep());
  stand.session.async_finish({}, {}, stand.keep());
  stand.executor.poll();
  REQUIRE(stand.outcomes.size() == 3);
  for (const auto& outcome : stand.outcomes) {
    REQUIRE(outcome);
    CHECK(outcome->succeeded());
  }
  CHECK(stand.bodies("POST /r/70/c") ==
        Asked{R"({"text":"Call started"})", R"({"text":"Call ended"})"});
}

TEST_CASE("a session whose metadata is awaited can be cancelled, what was done stays done") {
  SessionStand stand;
  stand.begin();
  CrmClosing closing;
  closing.metadata = [] { return Result<CrmFile>(Errc::invalid_argument); };
  asio::cancellation_signal signal;
  stand.session.async_finish(std::move(closing), {},
                             asio::bind_cancellation_slot(signal.slot(), stand.keep()));
  stand.executor.poll();
  CHECK_FALSE(stand.outcomes.back());
  signal.emit(asio::cancellation_type::terminal);
  const auto& outcome = stand.result();
  CHECK(outcome.status == CrmStatus::cancelled);
  CHECK(outcome.steps.size() == 2);
  CHECK(stand.count("POST /r/70/c") == 1);
}

TEST_CASE("metadata that the host can't give is an error of its own") {
  SessionStand stand(R"("metadata_delay_ms": 0, )");
  stand.begin();
  CrmClosing closing;
  closing.metadata = [] { return Result<CrmFile>(Errc::body_source_failed); };
  const auto& outcome = stand.finish(std::move(closing));
  CHECK(outcome.status == CrmStatus::failed);
  CHECK(outcome.error == Errc::body_source_failed);
  CHECK(stand.count("PATCH /r/70") == 1);
}

TEST_CASE("metadata that fail behind a comment that is deferred are a failure all the same") {
  SessionStand stand(R"("metadata_delay_ms": 0, )");
  stand.begin();
  stand.failing = "POST /r/70/c";
  CrmClosing closing;
  closing.metadata = [] { return Result<CrmFile>(Errc::body_source_failed); };
  const auto& outcome = stand.finish(std::move(closing));
  CHECK(outcome.status == CrmStatus::failed);
  CHECK(outcome.error == Errc::body_source_failed);
  CHECK(stand.outbox->size() == 1);
}

TEST_CASE("an end whose deadline has passed leaves everything to the outbox") {
  SessionStand stand;
  stand.transport->hang();
  stand.session.async_begin({}, stand.keep());
  CrmCallOptions options;
  options.deadline = stand.clock->now() + 1s;
  stand.session.async_finish({}, std::move(options), stand.keep());
  stand.executor.poll();
  stand.clock->advance(10s);
  const auto& outcome = stand.result();
  CHECK(outcome.status == CrmStatus::deferred);
  CHECK(stand.outbox->size() == 1);
  CHECK(stand.resume().status == CrmStatus::done);
  CHECK(stand.bodies("POST /r/70/c") == Asked{R"({"text":"Call ended"})"});
}

TEST_CASE("a session may be forgotten while it is under way") {
  SessionStand stand;
  {
    const CrmSession session(stand.crm(), FlowStand::kim);
    session.async_begin({}, stand.keep());
  }
  CHECK(stand.result().status == CrmStatus::created);
}
