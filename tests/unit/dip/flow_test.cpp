#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "crmlink/dip/call_data.hpp"
#include "dip_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

constexpr auto* fallback_profile = R"({"fallback": {
  "language": {"value": "en", "display_to_agent": true},
  "vip": {"value": "false", "save_to_database": true}}})";
constexpr auto* good_reply = R"({"parameters":{
  "language":{"value":"fr","displayToAgent":"true","saveToDatabase":"false"},
  "region":{"value":"north","displayToAgent":"false","saveToDatabase":"true"}}})";

void check_fallback(const DataDipOutcome& outcome) {
  CHECK_FALSE(outcome.succeeded());
  REQUIRE(outcome.parameters().size() == 2);
  CHECK(outcome.value_or("language", "") == "en");
  CHECK(outcome.find("vip")->from_fallback);
  CHECK(outcome.for_agent().size() == 1);
  CHECK(outcome.for_database().size() == 1);
  CHECK(outcome.error());
}

}  // namespace

TEST_CASE("a good reply is an outcome with its parameters") {
  DipStand stand(fallback_profile);
  stand.transport->respond(200, good_reply);
  const auto outcome = stand.dip();
  CHECK(outcome.status() == DataDipStatus::ok);
  CHECK(outcome.succeeded());
  REQUIRE(outcome.parameters().size() == 2);
  CHECK(outcome.value_or("language", "none") == "fr");
  CHECK(outcome.value_or("vip", "none") == "none");
  CHECK_FALSE(outcome.find("language")->from_fallback);
  REQUIRE(outcome.for_agent().size() == 1);
  CHECK(outcome.for_agent()[0].name == "language");
  REQUIRE(outcome.for_database().size() == 1);
  CHECK(outcome.for_database()[0].name == "region");
  CHECK(outcome.diagnostics().phase == Phase::parse);
  CHECK(outcome.diagnostics().http_status == 200);
  CHECK(outcome.diagnostics().delivery == Delivery::answered);
  CHECK_FALSE(outcome.error());
  CHECK(outcome.reason() ==
        "customer-lookup: POST https://crm.example/api/phone_num: 2 parameters");
  CHECK(stand.lines.empty());
  CHECK(stand.transport->requests()[0].body == R"({"phone_number":"+12223334444"})");
}

TEST_CASE("returned parameters become session parameters for the next dip") {
  DipStand stand(
      R"({"request_parameters": [{"key": "l", "type": "session", "value": "language"}]})");
  stand.transport->respond(200, good_reply);
  stand.transport->respond(200, good_reply);
  Variables call{{"ANI", "1"}};
  set_session_parameters(call, stand.dip(call));
  stand.dip(call);
  CHECK(stand.transport->requests()[0].body == "{}");
  CHECK(stand.transport->requests()[1].body == R"({"l":"fr"})");
}

TEST_CASE("a valid reply that sets nothing is no match, without fallback") {
  const auto [status, body] = GENERATE(table<int, std::string>(
      {{200, R"({"parameters":{}})"}, {204, ""}, {201, R"({"parameters":{"a":{"value":null}}})"}}));
  DipStand stand(fallback_profile);
  stand.transport->respond(status, body);
  const auto outcome = stand.dip();
  CHECK(outcome.status() == DataDipStatus::no_match);
  CHECK(outcome.parameters().empty());
  CHECK_FALSE(outcome.error());
  CHECK(stand.lines.empty());
}

TEST_CASE("dropped parameters are counted in the outcome") {
  DipStand stand(R"({"allow": {"language": {}}})");
  stand.transport->respond(200, good_reply);
  const auto outcome = stand.dip();
  CHECK(outcome.parameters().size() == 1);
  CHECK(outcome.diagnostics().dropped.not_allowed == 1);
  CHECK(outcome.reason().ends_with("1 parameters, 1 dropped"));
}

TEST_CASE("a failure of the transport is a status with fallback values") {
  const auto [code, status] = GENERATE(
      table<Errc, DataDipStatus>({{Errc::queue_timeout, DataDipStatus::timeout},
                                  {Errc::resolve_timeout, DataDipStatus::timeout},
                                  {Errc::receive_timeout, DataDipStatus::timeout},
                                  {Errc::cancelled, DataDipStatus::cancelled},
                                  {Errc::queue_full, DataDipStatus::rejected},
                                  {Errc::breaker_open, DataDipStatus::rejected},
                                  {Errc::rate_limited, DataDipStatus::rejected},
                                  {Errc::host_not_found, DataDipStatus::transport},
                                  {Errc::connect_failed, DataDipStatus::transport},
                                  {Errc::certificate_rejected, DataDipStatus::transport},
                                  {Errc::connection_reset, DataDipStatus::transport},
                                  {Errc::malformed_response, DataDipStatus::invalid_response},
                                  {Errc::body_too_large, DataDipStatus::invalid_response},
                                  {Errc::header_too_large, DataDipStatus::invalid_response},
                                  {Errc::too_many_redirects, DataDipStatus::invalid_response},
                                  {Errc::redirect_refused, DataDipStatus::invalid_response},
                                  {Errc::secret_unavailable, DataDipStatus::configuration},
                                  {Errc::invalid_request, DataDipStatus::configuration}}));
  DipStand stand(fallback_profile);
  stand.transport->fail(failure(code, Phase::connect, Delivery::not_sent));
  const auto outcome = stand.dip();
  CHECK(outcome.status() == status);
  check_fallback(outcome);
  CHECK(outcome.error() == code);
  CHECK(outcome.diagnostics().phase == Phase::connect);
  CHECK(outcome.diagnostics().attempts == 1);
  REQUIRE(stand.lines.size() == 1);
  CHECK(stand.lines[0].starts_with(outcome.reason()));
  CHECK(stand.lines[0].find("phase connect, 0 ms, attempts 1") != std::string::npos);
}

TEST_CASE("a status other than 2xx is http_status, with what the service said") {
  const auto status = GENERATE(301, 400, 401, 404, 500, 503);
  DipStand stand(fallback_profile);
  stand.transport->respond(status, "sorry +12223334444");
  const auto outcome = stand.dip();
  CHECK(outcome.status() == DataDipStatus::http_status);
  check_fallback(outcome);
  CHECK(outcome.diagnostics().http_status == status);
  CHECK(outcome.reply_excerpt() == "sorry +12223334444");
  CHECK(outcome.reason().find(std::to_string(status)) != std::string::npos);
  REQUIRE(stand.lines.size() == 1);
  CHECK(stand.lines[0].find("+1222") == std::string::npos);
}

TEST_CASE("a reply that isn't one is invalid_response with its first 200 bytes") {
  DipStand stand(fallback_profile);
  stand.transport->respond(200, "<html>" + std::string(500, 'x'));
  const auto outcome = stand.dip();
  CHECK(outcome.status() == DataDipStatus::invalid_response);
  check_fallback(outcome);
  CHECK(outcome.diagnostics().phase == Phase::parse);
  CHECK(outcome.reply_excerpt().size() == 200);
  CHECK(outcome.reply_excerpt().starts_with("<html>xx"));
  CHECK(outcome.reason().find("isn't JSON") != std::string::npos);
}

TEST_CASE("an empty 200 is invalid_response") {
  DipStand stand;
  stand.transport->respond(200, "");
  CHECK(stand.dip().status() == DataDipStatus::invalid_response);
}

TEST_CASE("a value that can't be sent is status configuration and nothing is sent") {
  DipStand stand(profile_that_refuses_line_breaks());
  const auto outcome = stand.dip({{"ANI", "12\r\nmonkeys"}});
  CHECK(outcome.status() == DataDipStatus::configuration);
  CHECK(outcome.value_or("a", "") == "b");
  CHECK(stand.transport->requests().empty());
  CHECK(outcome.diagnostics().attempts == 0);
  CHECK(stand.lines.at(0).find("monkeys") == std::string::npos);
}

TEST_CASE("the earlier of timeout and the dip's own deadline reaches the transport") {
  DipStand stand;
  const auto now = stand.clock->now();
  stand.transport->answer_all([](const http::Request&) { return Errc::connect_failed; });
  const auto profile = stand.profile();
  const auto ignore = [](DataDipOutcome) {};
  DataDipOptions sooner;
  sooner.deadline = now + 500ms;
  DataDipOptions later;
  later.deadline = now + 1h;
  profile.async_dip({{"ANI", "1"}}, {}, ignore);
  profile.async_dip({{"ANI", "2"}}, sooner, ignore);
  profile.async_dip({{"ANI", "3"}}, later, ignore);
  CHECK(stand.transport->deadlines() == std::vector{now + 2000ms, now + 500ms, now + 2000ms});
  stand.executor.poll();
}

TEST_CASE("a service that never answers is a timeout when the time has passed") {
  DipStand stand(fallback_profile);
  stand.transport->hang();
  stand.profile().async_dip({}, {}, stand.keep());
  stand.executor.poll();
  stand.clock->advance(1999ms);
  stand.executor.poll();
  CHECK_FALSE(stand.outcome);
  stand.clock->advance(1ms);
  stand.executor.poll();
  REQUIRE(stand.outcome);
  CHECK(stand.outcome->status() == DataDipStatus::timeout);
  check_fallback(*stand.outcome);
  CHECK(stand.outcome->diagnostics().total == 2000ms);
  CHECK(stand.outcome->diagnostics().delivery == Delivery::maybe_applied);
}

TEST_CASE("cancelling gives status cancelled, once") {
  DipStand stand(fallback_profile);
  stand.transport->hang();
  asio::cancellation_signal signal;
  stand.profile().async_dip({}, {}, asio::bind_cancellation_slot(signal.slot(), stand.keep()));
  stand.executor.poll();
  signal.emit(asio::cancellation_type::terminal);
  signal.emit(asio::cancellation_type::terminal);
  CHECK_FALSE(stand.outcome);
  stand.executor.poll();
  REQUIRE(stand.outcome);
  CHECK(stand.outcome->status() == DataDipStatus::cancelled);
  check_fallback(*stand.outcome);
  CHECK(stand.transport->pending() == 0);
  CHECK(stand.clock->pending() == 0);
}

TEST_CASE("dips go on when the profile is gone") {
  DipStand stand;
  stand.transport->respond(200, good_reply);
  stand.transport->hang();
  {
    const auto profile = stand.profile();
    profile.async_dip({}, {}, stand.keep());
  }
  stand.executor.poll();
  CHECK(stand.outcome->status() == DataDipStatus::ok);
}

TEST_CASE("an outcome outlives profile, transport and its own copies") {
  std::optional<DataDipOutcome> copy;
  std::optional<DataDipOutcome> failed;
  {
    DipStand stand(fallback_profile);
    stand.transport->respond(200, good_reply);
    copy = stand.dip();
    stand.transport->respond(500, "");
    failed = stand.dip();
  }
  CHECK(copy->value_or("region", "") == "north");
  CHECK(failed->value_or("vip", "") == "false");
  CHECK(copy->url() == "https://crm.example/api/phone_num");
}

TEST_CASE("a handler without an executor runs on that of the services") {
  DipStand stand;
  stand.transport->respond(200, good_reply);
  bool here = false;
  stand.profile().async_dip({}, {}, [&](DataDipOutcome) { here = stand.executor.is_here(); });
  stand.executor.poll();
  CHECK(here);
}

TEST_CASE("a coroutine awaits a dip") {
  DipStand stand;
  stand.transport->respond(200, good_reply);
  const auto profile = stand.profile();
  auto flow = [&]() -> asio::awaitable<void> {
    const Variables call{{"ANI", "1"}};
    stand.outcome = co_await profile.async_dip(call, {}, asio::use_awaitable);
  };
  asio::co_spawn(stand.executor.context(), flow(), asio::detached);
  stand.executor.poll();
  REQUIRE(stand.outcome);
  CHECK(stand.outcome->status() == DataDipStatus::ok);
}

TEST_CASE("an outcome that was never made is a failure without parameters") {
  const DataDipOutcome none;
  CHECK(none.status() == DataDipStatus::configuration);
  CHECK(none.parameters().empty());
  CHECK(none.profile().empty());
  CHECK(none.reason() == "no dip was made");
}
