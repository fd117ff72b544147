#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "flow_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using Asked = std::vector<std::string>;

namespace {

constexpr auto* found = R"({"list": [{"id": 7, "phone": "12223334444"}]})";
constexpr auto* nobody = R"({"list": []})";
const std::string search = "GET /a?p=%2B12223334444";

Variables with(std::string_view name, std::string_view value) {
  auto variables = FlowStand::kim;
  variables.set(name, value);
  return variables;
}

}  // namespace

TEST_CASE("an account that is known by its id is asked for by it") {
  FlowStand stand;
  stand.transport->respond(200, R"({"id": 42})");
  const auto& outcome = stand.account(with("ACCOUNT_ID", "42"));
  CHECK(outcome.status == CrmStatus::found);
  CHECK(outcome.id == "42");
  CHECK(outcome.url == "https://crm.example/#/a/42");
  CHECK(stand.asked() == Asked{"GET /a/42"});
  REQUIRE(outcome.steps.size() == 1);
  CHECK(outcome.steps[0].operation == CrmOperation::find_account_by_id);
  CHECK(outcome.steps[0].verdict == CrmVerdict::found);
}

TEST_CASE("an id that the CRM doesn't know is no end: the search goes on, the id is forgotten") {
  FlowStand stand;
  stand.transport->respond(404, "");
  stand.transport->respond(200, nobody);
  stand.transport->respond(201, R"({"id": 8})");
  const auto& outcome = stand.account(with("ACCOUNT_ID", "42"));
  CHECK(outcome.status == CrmStatus::created);
  CHECK(outcome.id == "8");
  CHECK(stand.asked() == Asked{"GET /a/42", search, "POST /a"});
  CHECK(stand.transport->requests()[2].body == R"({"phone":"+12223334444"})");
  CHECK_FALSE(stand.transport->requests()[2].idempotency_key.empty());
}

TEST_CASE("whoever is found isn't created") {
  FlowStand stand;
  stand.transport->respond(200, found);
  const auto& outcome = stand.account();
  CHECK(outcome.status == CrmStatus::found);
  CHECK(outcome.id == "7");
  CHECK(stand.asked() == Asked{search});
}

TEST_CASE("a search that fails, in whatever way, creates nobody") {
  for (const int status : {400, 401, 404, 409, 429, 500, 302}) {
    FlowStand stand;
    stand.transport->respond(status, "");
    const auto& outcome = stand.account();
    INFO(status);
    CHECK(outcome.status ==
          (status == 429 || status == 500 ? CrmStatus::deferred : CrmStatus::failed));
    CHECK(outcome.error.http_status() == status);
    CHECK(stand.asked().size() == 1);
    CHECK(outcome.id.empty());
    CHECK(stand.lines.size() == 1);
    CHECK(stand.lines[0].find("2223334444") == std::string::npos);
  }
}

TEST_CASE("a stranger in the reply is neither shown nor used") {
  FlowStand stand;
  stand.transport->respond(200, R"({"list": [{"id": 1, "phone": "+19998887777", "name": "X"}]})");
  stand.transport->respond(201, R"({"id": 8})");
  const auto& outcome = stand.account();
  CHECK(outcome.status == CrmStatus::created);
  CHECK(outcome.id == "8");
  CHECK(outcome.steps[0].unverified == 1);
}

TEST_CASE("several matches go back to the host") {
  FlowStand stand;
  stand.transport->respond(200, R"({"list": [{"id": 1, "phone": "12223334444"},
                                             {"id": 2, "phone": "12223334444"}]})");
  const auto& outcome = stand.account();
  CHECK(outcome.status == CrmStatus::ambiguous);
  CHECK(outcome.objects.size() == 2);
  CHECK(outcome.id.empty());
  CHECK(stand.asked().size() == 1);
}

TEST_CASE("creation may be skipped; a refused duplicate is used") {
  FlowStand skipping(R"("skip_account_creation": true,)");
  skipping.transport->respond(200, nobody);
  CHECK(skipping.account().status == CrmStatus::not_found);
  FlowStand stand;
  stand.transport->respond(200, nobody);
  stand.transport->respond(409, R"({"existing": 9})");
  CHECK(stand.account().status == CrmStatus::found);
  CHECK(stand.outcomes.back()->id == "9");
}

TEST_CASE("a duplicate that isn't the caller's isn't used, where the configuration wants proof") {
  constexpr auto* verified = R"({"url": "https://crm.example/a", "method": "POST",
      "conflict": {"when": {"statuses": [409]}, "id": "existing",
                   "verify_match": {"field": "phone", "value": "{PHONE_NUMBER}"}}},
      "find_account_by_id": {"url": "https://crm.example/a/{ACCOUNT_ID}", "method": "GET"})";
  const auto config = parse_crm_config(config_with("create_account", verified));
  if (!config) FAIL(config.error().message());
  const auto end_with = [&](int status, const char* account) {
    FlowStand stand;
    stand.transport->respond(200, "{}");
    stand.transport->respond(409, R"({"existing": 9})");
    stand.transport->respond(status, account);
    const GenericCrm crm(*config, stand.transport, stand.services);
    crm.async_find_or_create_account(FlowStand::kim, {}, stand.keep());
    return stand.result();
  };
  const auto same = end_with(200, R"({"id": 9, "phone": "222-333-4444"})");
  CHECK(same.status == CrmStatus::found);
  CHECK(same.id == "9");
  const auto stranger = end_with(200, R"({"id": 9, "phone": "+19998887777", "name": "Kim Ng"})");
  CHECK(stranger.status == CrmStatus::failed);
  CHECK(stranger.id.empty());
  CHECK(stranger.objects.empty());
  CHECK(stranger.url.empty());
  CHECK(end_with(404, "").status == CrmStatus::failed);
  CHECK(end_with(500, "").status == CrmStatus::deferred);
}

TEST_CASE("a create without an id isn't repeated") {
  FlowStand stand;
  stand.transport->respond(200, nobody);
  stand.transport->respond(201, "");
  const auto& outcome = stand.account();
  CHECK(outcome.status == CrmStatus::created);
  CHECK(outcome.id.empty());
  CHECK(stand.asked().size() == 2);
}

TEST_CASE("a create whose answer was lost is looked for, and never repeated in the call") {
  FlowStand stand;
  stand.transport->respond(200, nobody);
  stand.transport->fail(FlowStand::lost(Delivery::maybe_applied));
  stand.transport->respond(200, found);
  CHECK(stand.account().status == CrmStatus::found);
  CHECK(stand.outcomes.back()->id == "7");
  CHECK(stand.asked() == Asked{search, "POST /a", search});

  FlowStand gone;
  gone.transport->respond(200, nobody);
  gone.transport->fail(FlowStand::lost(Delivery::maybe_applied));
  gone.transport->respond(200, nobody);
  CHECK(gone.account().status == CrmStatus::deferred);
  CHECK(gone.asked().size() == 3);
  const auto kept = gone.outbox->take_due(gone.clock->wall_now() + 1h);
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].task.maybe_applied);
  CHECK(kept[0].task.idempotency_key == gone.transport->requests()[1].idempotency_key);
}

TEST_CASE("a create that was never sent is deferred without a search") {
  FlowStand stand;
  stand.transport->respond(200, nobody);
  stand.transport->fail(FlowStand::lost(Delivery::not_sent));
  CHECK(stand.account().status == CrmStatus::deferred);
  CHECK(stand.asked().size() == 2);
}

TEST_CASE("what was deferred is done later, after a search") {
  FlowStand stand;
  stand.transport->respond(200, nobody);
  stand.transport->fail(FlowStand::lost(Delivery::maybe_applied));
  stand.transport->respond(200, nobody);
  stand.account();
  stand.transport->respond(200, found);
  auto kept = stand.outbox->take_due(stand.clock->wall_now() + 30s);
  REQUIRE(kept.size() == 1);
  stand.crm().async_resume(std::move(kept[0]), {}, stand.keep());
  CHECK(stand.result().status == CrmStatus::found);
  CHECK(stand.asked() == Asked{search, "POST /a", search, search});
}

TEST_CASE("a step is tried for a week, less and less often, and then given up") {
  FlowStand stand;
  stand.transport->answer_all([](const http::Request&) { return http::Response(500, {}, ""); });
  CHECK(stand.run(CrmOperation::comment, with("RECORD_ID", "5")).status == CrmStatus::deferred);
  std::size_t tries = 1;
  auto last = stand.clock->wall_now();
  auto previous = 0ns;
  while (const auto due = stand.outbox->next_due()) {
    const auto wait = *due - stand.clock->wall_now();
    CHECK(wait >= previous);
    previous = wait;
    stand.clock->advance(wait);
    auto steps = stand.outbox->take_due(*due);
    REQUIRE(steps.size() == 1);
    CHECK(steps[0].attempts == tries);
    stand.crm().async_resume(std::move(steps[0]), {}, stand.keep());
    stand.result();
    ++tries;
  }
  CHECK(stand.outcomes.back()->status == CrmStatus::failed);
  CHECK(stand.clock->wall_now() - last > 24h * 6);
  CHECK(stand.clock->wall_now() - last <= 24h * 7);
  CHECK(tries > 15);
}

TEST_CASE("the policy ccaip tries 400 again, and nothing else") {
  const auto status_after = [](int status) {
    FlowStand stand(R"("retry": "ccaip",)");
    stand.transport->respond(status, "");
    return stand.run(CrmOperation::comment, with("RECORD_ID", "5")).status;
  };
  CHECK(status_after(400) == CrmStatus::deferred);
  CHECK(status_after(500) == CrmStatus::failed);
  CHECK(status_after(429) == CrmStatus::failed);
}

TEST_CASE("two calls of one caller at the same time make one account") {
  FlowStand stand;
  stand.transport->answer_all([posts = 0](const http::Request& request) mutable {
    if (request.method == http::Method::get) return http::Response(200, {}, nobody);
    return http::Response(201, {}, R"({"id": )" + std::to_string(++posts) + "}");
  });
  for (int n = 0; n < 8; ++n)
    stand.crm().async_find_or_create_account(FlowStand::kim, {}, stand.keep());
  stand.executor.poll();
  std::size_t created = 0;
  for (const auto& outcome : stand.outcomes) {
    REQUIRE(outcome);
    CHECK(outcome->id == "1");
    if (outcome->status == CrmStatus::created) ++created;
  }
  CHECK(created == 1);
  CHECK(stand.asked().size() == 9);
}

TEST_CASE("who waits for another call of the same caller does so until his deadline") {
  FlowStand stand;
  stand.transport->hang();
  stand.crm().async_find_or_create_account(FlowStand::kim, {}, stand.keep());
  CrmCallOptions options;
  options.deadline = stand.clock->now() + 1s;
  stand.crm().async_find_or_create_account(FlowStand::kim, options, stand.keep());
  stand.executor.poll();
  stand.clock->advance(1s);
  CHECK(stand.result().error == Errc::queue_timeout);
  CHECK_FALSE(stand.outcomes.front());
  stand.transport->respond(200, found);
  stand.clock->advance(4s);
  stand.executor.poll();
  REQUIRE(stand.outcomes.front());
  CHECK(stand.account().status == CrmStatus::found);
}

TEST_CASE("a cancelled operation says so, and frees its place") {
  FlowStand stand;
  asio::cancellation_signal signal;
  stand.transport->hang();
  stand.crm().async_find_or_create_account(
      FlowStand::kim, {}, asio::bind_cancellation_slot(signal.slot(), stand.keep()));
  stand.executor.poll();
  signal.emit(asio::cancellation_type::terminal);
  CHECK(stand.result().status == CrmStatus::cancelled);
  CHECK(stand.outbox->size() == 0);
  stand.transport->respond(200, found);
  CHECK(stand.account().status == CrmStatus::found);
}

TEST_CASE("a cancelled wait for another call's turn ends at once") {
  FlowStand stand;
  asio::cancellation_signal signal;
  stand.transport->hang();
  stand.crm().async_find_or_create_account(FlowStand::kim, {}, stand.keep());
  stand.crm().async_find_or_create_account(
      FlowStand::kim, {}, asio::bind_cancellation_slot(signal.slot(), stand.keep()));
  stand.executor.poll();
  signal.emit(asio::cancellation_type::terminal);
  CHECK(stand.result().status == CrmStatus::cancelled);
  CHECK(stand.asked().size() == 1);
  stand.clock->advance(5s);
  stand.executor.poll();
  REQUIRE(stand.outcomes.front());
  CHECK(stand.outcomes.front()->status == CrmStatus::deferred);
}

TEST_CASE("each request has the configuration's timeout, all have the call's deadline") {
  FlowStand stand;
  stand.transport->respond(200, nobody);
  stand.transport->respond(201, R"({"id": 1})");
  CrmCallOptions options;
  options.deadline = stand.clock->now() + 3s;
  stand.account(FlowStand::kim, options);
  CHECK(stand.transport->deadlines()[1] == stand.clock->now() + 3s);
  stand.transport->respond(200, found);
  stand.account();
  CHECK(stand.transport->deadlines()[2] == stand.clock->now() + 5s);
}

TEST_CASE("a record is created, or reused when the configuration says so") {
  FlowStand stand;
  stand.transport->respond(201, R"({"id": 70})");
  const auto& created = stand.record(with("ACCOUNT_ID", "7"));
  CHECK(created.status == CrmStatus::created);
  CHECK(created.url == "https://crm.example/#/r/70");
  CHECK(stand.asked() == Asked{"POST /a/7/r"});
  FlowStand reusing(R"("reuse_records": true,)");
  reusing.transport->respond(200, R"({"id": 71})");
  CHECK(reusing.record(with("ACCOUNT_ID", "7")).status == CrmStatus::found);
  CHECK(reusing.asked() == Asked{"GET /r?account=7"});
}

TEST_CASE("what needs an id that is absent isn't asked, and says why") {
  FlowStand stand;
  const auto& record = stand.record();
  CHECK(record.status == CrmStatus::skipped);
  REQUIRE(record.steps.size() == 1);
  CHECK(record.steps[0].note == "not asked: {ACCOUNT_ID} is absent");
  CHECK(stand.run(CrmOperation::update_record).steps[0].note == "not asked: {RECORD_ID} is absent");
  CHECK(stand.asked().empty());
}

TEST_CASE("without anything to search by, strangers aren't loaded") {
  FlowStand stand(R"("skip_account_creation": true,)");
  const auto& outcome = stand.account({{"NAME", "Anonymous"}});
  CHECK(outcome.status == CrmStatus::not_found);
  REQUIRE(outcome.steps.size() == 1);
  CHECK(outcome.steps[0].note == "not asked: there is nothing to search by");
  CHECK(stand.asked().empty());
}

TEST_CASE("what has no endpoint isn't asked, and says so") {
  FlowStand stand;
  const auto config = parse_crm_config(
      config_with("find_record", R"({"url": "https://crm.example/r", "method": "GET"})"));
  REQUIRE(config);
  const GenericCrm crm(*config, stand.transport, stand.services);
  crm.async_run(CrmOperation::update_record, FlowStand::kim, {}, stand.keep());
  const auto& outcome = stand.result();
  CHECK(outcome.status == CrmStatus::skipped);
  CHECK(outcome.steps[0].note == "not asked: no endpoint");
}

TEST_CASE("a comment is done, and fails as what it was") {
  FlowStand stand;
  auto variables = with("RECORD_ID", "5");
  variables.set("COMMENT_BODY", "Call \"ended\"\n");
  stand.transport->respond(204, "");
  CHECK(stand.run(CrmOperation::comment, variables).status == CrmStatus::done);
  CHECK(stand.transport->requests()[0].body == R"({"text":"Call \"ended\"\n"})");
  stand.transport->respond(403, "no");
  const auto& refused = stand.run(CrmOperation::comment, variables);
  CHECK(refused.status == CrmStatus::failed);
  CHECK(refused.error.message().starts_with("crm: comment: "));
}

TEST_CASE("an account that is known by its id is asked for by it when its turn comes again") {
  FlowStand stand;
  stand.transport->respond(500, "");
  CHECK(stand.account(with("ACCOUNT_ID", "42")).status == CrmStatus::deferred);
  auto kept = stand.outbox->take_due(stand.clock->wall_now() + 30s);
  REQUIRE(kept.size() == 1);
  stand.transport->respond(200, R"({"id": 42})");
  stand.crm().async_resume(std::move(kept[0]), {}, stand.keep());
  CHECK(stand.result().id == "42");
  CHECK(stand.asked() == Asked{"GET /a/42", "GET /a/42"});
}

TEST_CASE("a record that may be reused is searched for again before it is created") {
  FlowStand stand(R"("reuse_records": true,)");
  stand.transport->respond(500, "");
  CHECK(stand.record(with("ACCOUNT_ID", "7")).status == CrmStatus::deferred);
  auto kept = stand.outbox->take_due(stand.clock->wall_now() + 30s);
  REQUIRE(kept.size() == 1);
  CHECK_FALSE(kept[0].task.maybe_applied);
  stand.transport->respond(200, R"({"id": 70})");
  stand.crm().async_resume(std::move(kept[0]), {}, stand.keep());
  CHECK(stand.result().status == CrmStatus::found);
  CHECK(stand.asked() == Asked{"GET /r?account=7", "GET /r?account=7"});
}
