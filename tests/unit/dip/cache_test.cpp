#include "several_dips.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

constexpr auto* one_minute = R"({"cache": {"ttl_ms": 60000, "no_match_ttl_ms": 5000}})";
constexpr auto* stale_for_an_hour =
    R"({"cache": {"ttl_ms": 60000, "stale_on_error_ms": 3600000},
        "fallback": {"language": {"value": "en"}}})";

}  // namespace

TEST_CASE("without a cache each dip asks the service") {
  SeveralDips stand;
  stand.transport->respond(200, french);
  stand.transport->respond(200, german);
  stand.start();
  CHECK(stand.start().language() == "de");
  CHECK(stand.the_profile->statistics().cache_entries == 0);
}

TEST_CASE("a reply is served from the cache until its time is over, with age and source") {
  SeveralDips stand(one_minute);
  stand.transport->respond(200, french);
  CHECK(stand.start().source() == DataDipSource::service);
  stand.pass(59999ms);
  auto& second = stand.start();
  CHECK(stand.requests() == 1);
  CHECK(second.status() == DataDipStatus::ok);
  CHECK(second.source() == DataDipSource::cache);
  CHECK(second.language() == "fr");
  CHECK(second.outcome->age() == 59999ms);
  CHECK(second.outcome->diagnostics().total == 0ms);
  CHECK(second.outcome->diagnostics().attempts == 0);
  CHECK_FALSE(second.outcome->error());
  CHECK(second.outcome->reason().ends_with("1 parameters, said 59999 ms ago"));
  stand.pass(1ms);
  stand.transport->respond(200, german);
  auto& third = stand.start();
  CHECK(third.source() == DataDipSource::service);
  CHECK(third.language() == "de");
  CHECK(third.outcome->age() == 0ms);
}

TEST_CASE("no match is kept for its own, shorter time") {
  SeveralDips stand(one_minute);
  stand.transport->respond(200, nothing);
  stand.start();
  stand.pass(4999ms);
  CHECK(stand.start().status() == DataDipStatus::no_match);
  CHECK(stand.requests() == 1);
  stand.pass(1ms);
  stand.transport->respond(200, french);
  CHECK(stand.start().status() == DataDipStatus::ok);
}

TEST_CASE("no match isn't kept when its time is zero") {
  SeveralDips stand(R"({"cache": {"ttl_ms": 60000, "no_match_ttl_ms": 0}})");
  stand.transport->respond(200, nothing);
  stand.start();
  CHECK(stand.the_profile->statistics().cache_entries == 0);
}

TEST_CASE("one caller's reply isn't served to another") {
  SeveralDips stand(one_minute);
  stand.transport->respond(200, french);
  stand.transport->respond(200, german);
  stand.start({}, "+1");
  CHECK(stand.start({}, "+2").language() == "de");
  CHECK(stand.start({}, "+1").language() == "fr");
  CHECK(stand.requests() == 2);
}

TEST_CASE("failures aren't kept") {
  SeveralDips stand(one_minute);
  stand.transport->respond(503, "");
  stand.transport->respond(200, "no JSON");
  stand.start();
  stand.start();
  CHECK(stand.requests() == 2);
  CHECK(stand.the_profile->statistics().cache_entries == 0);
}

TEST_CASE("a full cache drops what was used longest ago") {
  SeveralDips stand(R"({"cache": {"ttl_ms": 60000, "max_entries": 2}})");
  stand.transport->answer_all([](const http::Request&) { return http::Response(200, {}, french); });
  stand.start({}, "+1");
  stand.start({}, "+2");
  stand.start({}, "+1");
  stand.start({}, "+3");
  CHECK(stand.requests() == 3);
  CHECK(stand.the_profile->statistics().cache_entries == 2);
  CHECK(stand.start({}, "+1").source() == DataDipSource::cache);
  CHECK(stand.start({}, "+2").source() == DataDipSource::service);
}

TEST_CASE("what has expired goes with the next dip, whoever makes it") {
  SeveralDips stand(one_minute);
  stand.transport->respond(200, french);
  stand.start({}, "+1");
  stand.pass(60s);
  stand.transport->respond(503, "");
  stand.start({}, "+2");
  CHECK(stand.the_profile->statistics().cache_entries == 0);
}

TEST_CASE("a stale reply is served when the service fails") {
  const auto fail = GENERATE(values<void (*)(testing::FakeTransport&)>(
      {[](testing::FakeTransport& t) { t.fail(Errc::connect_failed); },
       [](testing::FakeTransport& t) { t.fail(Errc::wait_timeout); },
       [](testing::FakeTransport& t) { t.fail(Errc::queue_full); },
       [](testing::FakeTransport& t) { t.respond(503, ""); },
       [](testing::FakeTransport& t) { t.respond(429, ""); },
       [](testing::FakeTransport& t) { t.respond(408, ""); }}));
  SeveralDips stand(stale_for_an_hour);
  stand.transport->respond(200, french);
  stand.start();
  stand.pass(2min);
  fail(*stand.transport);
  auto& dip = stand.start();
  CHECK(stand.requests() == 2);
  CHECK(dip.status() == DataDipStatus::ok);
  CHECK(dip.source() == DataDipSource::stale_cache);
  CHECK(dip.outcome->age() == 2min);
  CHECK(dip.language() == "fr");
  CHECK_FALSE(dip.outcome->find("language")->from_fallback);
  CHECK(dip.outcome->error());
  CHECK(dip.outcome->reason().find("1 parameters, stale, said 120000 ms ago, since ") !=
        std::string::npos);
  REQUIRE(stand.lines.size() == 1);
  CHECK(stand.lines[0].find("stale") != std::string::npos);
}

TEST_CASE("nothing stale is served when the failure is about this caller, or the caller's own") {
  const auto fail = GENERATE(values<void (*)(testing::FakeTransport&)>(
      {[](testing::FakeTransport& t) { t.respond(404, ""); },
       [](testing::FakeTransport& t) { t.respond(403, ""); },
       [](testing::FakeTransport& t) { t.respond(200, "no JSON"); },
       [](testing::FakeTransport& t) { t.fail(Errc::cancelled); },
       [](testing::FakeTransport& t) { t.fail(Errc::secret_unavailable); }}));
  SeveralDips stand(stale_for_an_hour);
  stand.transport->respond(200, french);
  stand.start();
  stand.pass(2min);
  fail(*stand.transport);
  auto& dip = stand.start();
  CHECK_FALSE(dip.outcome->succeeded());
  CHECK(dip.source() == DataDipSource::fallback);
  CHECK(dip.language() == "en");
}

TEST_CASE("what the service refuses to repeat is forgotten") {
  SeveralDips stand(stale_for_an_hour);
  stand.transport->respond(200, french);
  stand.start();
  stand.pass(2min);
  stand.transport->respond(404, "");
  stand.start();
  stand.transport->respond(503, "");
  CHECK(stand.start().status() == DataDipStatus::http_status);
}

TEST_CASE("a stale reply has an end, too") {
  SeveralDips stand(stale_for_an_hour);
  stand.transport->respond(200, french);
  stand.start();
  stand.pass(61min);
  stand.transport->respond(503, "");
  CHECK(stand.start().status() == DataDipStatus::http_status);
}

TEST_CASE("no match is never served stale") {
  SeveralDips stand(stale_for_an_hour);
  stand.transport->respond(200, nothing);
  stand.start();
  stand.pass(2min);
  stand.transport->respond(503, "");
  CHECK(stand.start().language() == "en");
}

TEST_CASE("a follower whose own time is over gets what is stale") {
  SeveralDips stand(stale_for_an_hour);
  stand.transport->respond(200, french);
  stand.start();
  stand.pass(2min);
  stand.answer_after(1s, 200, german);
  auto& first = stand.start();
  auto& second = stand.start_until(500ms);
  stand.pass(500ms);
  CHECK(second.source() == DataDipSource::stale_cache);
  CHECK(second.language() == "fr");
  stand.pass(500ms);
  CHECK(first.language() == "de");
}

TEST_CASE("a cache may serve on errors only") {
  SeveralDips stand(R"({"cache": {"ttl_ms": 0, "stale_on_error_ms": 60000}})");
  stand.transport->respond(200, french);
  stand.transport->respond(200, german);
  stand.transport->respond(500, "");
  stand.start();
  CHECK(stand.start().source() == DataDipSource::service);
  CHECK(stand.start().language() == "de");
}

TEST_CASE("a hit doesn't start the comfort tone") {
  SeveralDips stand(one_minute);
  stand.transport->respond(200, french);
  stand.start();
  DataDipOptions options;
  bool slow = false;
  options.on_slow = [&slow] { slow = true; };
  stand.start(std::move(options));
  CHECK_FALSE(slow);
}

TEST_CASE("a cache can be emptied, and goes with the profile's last handle") {
  SeveralDips stand(one_minute);
  stand.transport->answer_all([](const http::Request&) { return http::Response(200, {}, french); });
  stand.start();
  stand.the_profile->clear_cache();
  CHECK(stand.start().source() == DataDipSource::service);
  auto copy = stand.the_profile;
  stand.the_profile = stand.profile();
  CHECK(copy->statistics().cache_entries == 1);
  CHECK(stand.start().source() == DataDipSource::service);
}

TEST_CASE("an outcome from the cache outlives cache, profile and transport") {
  std::optional<DataDipOutcome> copy;
  {
    SeveralDips stand(one_minute);
    stand.transport->respond(200, french);
    stand.start();
    copy = *stand.start().outcome;
  }
  CHECK(copy->value_or("language", "") == "fr");
}

TEST_CASE("statistics tell what became of the dips") {
  SeveralDips stand(stale_for_an_hour);
  stand.answer_after(10ms);
  stand.start();
  stand.start();
  CHECK(stand.the_profile->statistics().under_way == 1);
  stand.pass(10ms);
  stand.start();
  stand.pass(2min);
  stand.transport->respond(503, "");
  stand.start();
  stand.transport->respond(404, "");
  stand.start();
  const auto statistics = stand.the_profile->statistics();
  CHECK(statistics.dips(DataDipStatus::ok) == 4);
  CHECK(statistics.dips(DataDipStatus::http_status) == 1);
  CHECK(statistics.dips(DataDipStatus::timeout) == 0);
  CHECK(statistics.requests == 3);
  CHECK(statistics.shared == 1);
  CHECK(statistics.cache_hits == 1);
  CHECK(statistics.cache_misses == 4);
  CHECK(statistics.stale_served == 1);
  CHECK(statistics.under_way == 0);
}
