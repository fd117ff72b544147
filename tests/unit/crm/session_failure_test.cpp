// Each step of a session fails in each way: those behind it are done, nothing is done twice, and
// what is worth another attempt waits in the outbox.

#include "session_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

struct Failure {
  int status;  ///< Zero: no reply.
  Delivery delivery;
  bool retried;
};

constexpr Failure failures[] = {
    {0, Delivery::not_sent, true},    {0, Delivery::maybe_applied, true},
    {400, Delivery::answered, false}, {404, Delivery::answered, false},
    {409, Delivery::answered, false}, {429, Delivery::answered, true},
    {500, Delivery::answered, true},  {200, Delivery::answered, false},
};

constexpr const char* steps[] = {"GET /a",       "POST /a/7",   "POST /a",
                                 "POST /r/70/c", "PATCH /r/70", "POST /r/70/f"};

CrmClosing closing() {
  return CrmClosing({SessionStand::file(CrmFileKind::call_recording, "call-1.wav")});
}

/// Sets what fails; `POST /a` is a prefix of others.
void fail(SessionStand& stand, std::string_view step, const Failure& failure) {
  stand.failing = step;
  stand.failing_status = failure.status;
  stand.failing_delivery = failure.delivery;
}

void check_once(const SessionStand& stand) {
  CHECK(stand.bodies("POST /r/70/c") ==
        std::vector<std::string>{R"({"text":"Call started"})", R"({"text":"Call ended"})"});
  CHECK(stand.count("PATCH /r/70") == 1);
  CHECK(stand.count("POST /r/70/f") == 1);
}

}  // namespace

TEST_CASE("a session in which a step fails from begin to end waits in the outbox or is told") {
  for (const auto* const step : steps)
    for (const auto& failure : failures) {
      INFO(step << ' ' << failure.status << ' ' << static_cast<int>(failure.delivery));
      SessionStand stand;
      fail(stand, step, failure);
      stand.begin();
      stand.report(CrmEvent(CrmEventKind::started));
      const auto& outcome = stand.finish(closing());
      CHECK(outcome.status == (failure.retried ? CrmStatus::deferred : CrmStatus::failed));
      CHECK(outcome.error);
      CHECK(outcome.error.message().find("2223334444") == std::string::npos);
      CHECK((stand.outbox->size() > 0) == failure.retried);
      const bool about_record = std::string_view(step).find("/r/70") != std::string_view::npos;
      if (!about_record) CHECK(stand.count("POST /r/70/f") == 0);
      if (about_record && std::string_view(step) != "POST /r/70/f")
        CHECK(stand.count("POST /r/70/f") == 1);
    }
}

TEST_CASE("a session whose begin failed ends as if it hadn't, each thing done once") {
  for (const auto* const step : {"GET /a", "POST /a/7", "POST /a"})
    for (const auto& failure : failures) {
      INFO(step << ' ' << failure.status << ' ' << static_cast<int>(failure.delivery));
      SessionStand stand;
      fail(stand, step, failure);
      CHECK_FALSE(stand.begin().succeeded());
      CHECK(stand.outbox->size() == 0);
      CHECK(stand.report(CrmEvent(CrmEventKind::started)).status == CrmStatus::deferred);
      stand.failing = "";
      CHECK(stand.finish(closing()).status == CrmStatus::done);
      check_once(stand);
      CHECK(stand.outbox->size() == 0);
    }
}

TEST_CASE("what the outbox took in the midst of a session is done later, with the ids") {
  for (const auto* const step : {"GET /a", "POST /a/7", "POST /a"}) {
    INFO(step);
    SessionStand stand;
    fail(stand, step, failures[0]);
    stand.begin();
    stand.report(CrmEvent(CrmEventKind::started));
    CHECK(stand.finish(closing()).status == CrmStatus::deferred);
    stand.failing = "";
    CHECK(stand.resume().status == CrmStatus::done);
    check_once(stand);
    CHECK(stand.outbox->size() == 0);
  }
}

TEST_CASE("a follower that fails again waits alone, and later is done alone") {
  SessionStand stand;
  fail(stand, "GET /a", failures[0]);
  stand.begin();
  stand.report(CrmEvent(CrmEventKind::started));
  stand.finish(closing());
  stand.failing = "POST /r/70/f";
  CHECK(stand.resume().status == CrmStatus::deferred);
  CHECK(stand.outbox->size() == 1);
  stand.failing = "";
  CHECK(stand.resume().status == CrmStatus::done);
  CHECK(stand.count("POST /r/70/f") == 2);
  CHECK(stand.count("POST /r/70/c") == 2);
  CHECK(stand.count("POST /a") == 1);
}

TEST_CASE("comments that were deferred are due in their order, whatever the jitter says") {
  SessionStand stand;
  double jitter = 1.0;
  stand.services.random = [&jitter] { return jitter = jitter * 0.5; };
  const GenericCrm crm(stand.crm().config(), stand.transport, stand.services);
  stand.session = CrmSession(crm, FlowStand::kim);
  stand.begin();
  stand.failing = "POST /r/70/c";
  stand.report(CrmEvent(CrmEventKind::started));
  stand.report(CrmEvent(CrmEventKind::transfer));
  stand.finish();
  const auto due = stand.outbox->take_due(stand.clock->wall_now() + std::chrono::hours(1));
  std::vector<std::string> comments;
  for (const auto& step : due)
    comments.push_back(*step.variables.text("COMMENT_BODY"));
  CHECK(comments == std::vector<std::string>{"Call started", "Call transferred", "Call ended"});
}

TEST_CASE("a file that can't be read twice isn't kept") {
  SessionStand stand;
  stand.begin();
  stand.failing = "POST /r/70/f";
  CrmClosing once({SessionStand::file(CrmFileKind::photo, "photo.jpg", false)});
  CHECK(stand.finish(std::move(once)).status == CrmStatus::failed);
  CHECK(stand.outbox->size() == 0);
}

TEST_CASE("a server that says when to come back is obeyed by the calendar") {
  SessionStand stand;
  stand.transport->respond(429, "", {{"Retry-After", "7200"}});
  stand.run(CrmOperation::comment, {{"RECORD_ID", "70"}, {"COMMENT_BODY", "x"}});
  REQUIRE(stand.outbox->next_due());
  CHECK(*stand.outbox->next_due() - stand.clock->wall_now() == std::chrono::hours(2));
  stand.transport->respond(503, "", {{"Retry-After", "999999999"}});
  stand.run(CrmOperation::update_record, {{"RECORD_ID", "70"}});
  CHECK(stand.outbox->take_due(stand.clock->wall_now() + std::chrono::hours(24)).size() == 2);
}
