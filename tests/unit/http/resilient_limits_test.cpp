#include "http/resilience/http_date.hpp"
#include "http/resilience/limit_fields.hpp"
#include "resilience_stand.hpp"

using namespace crmlink;
using namespace crmlink::http;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

/// 2026-01-05 09:00:00, as the fake clock's.
Clock::WallTime nine_o_clock() {
  using namespace std::chrono;
  return sys_days{year{2026} / January / 5} + 9h;
}

LimitReport limits_of(std::vector<Field> fields) {
  return read_limits(Response(200, std::move(fields), ""), nine_o_clock());
}

ResilienceOptions learning() {
  ResilienceOptions options;
  options.rate.learn = true;
  return options;
}

Request in_lane(Priority priority) {
  auto request = get();
  request.priority = priority;
  return request;
}

}  // namespace

TEST_CASE("a date of HTTP is read in its three forms") {
  using namespace std::chrono;
  const auto expected = sys_days{year{2026} / November / 6} + 8h + 49min + 37s;
  for (const auto* text : {"Fri, 06 Nov 2026 08:49:37 GMT", "Friday, 06-Nov-26 08:49:37 GMT",
                           "Fri Nov  6 08:49:37 2026"}) {
    INFO(text);
    CHECK(parse_http_date(text) == Clock::WallTime(expected));
  }
}

TEST_CASE("what isn't a date of HTTP is none") {
  for (const auto* text :
       {"", "soon", "Fri, 06 Nov 2026 08:49:37", "Fri, 06 Nov 2026 08:49:37 CET",
        "Fri, 31 Feb 2026 08:49:37 GMT", "Fri, 06 Nov 2026 24:00:00 GMT",
        "Fri, 06 Nov 2026 8:49:37 GMT", "Fri, 99999999999999999999 Nov 2026 08:49:37 GMT",
        "Fri, 06 Nov 1400 08:49:37 GMT", "Fri, 06 Nov 2026 08:49:37 GMT GMT"}) {
    INFO(text);
    CHECK_FALSE(parse_http_date(text));
  }
}

TEST_CASE("a Retry-After is clamped between zero and its limit") {
  const auto read = [](std::string_view text) {
    return parse_retry_after(text, nine_o_clock(), 10s);
  };
  CHECK(read("3") == 3000ms);
  CHECK(read("0") == 0ms);
  CHECK(read("3600") == 10s);
  CHECK(read("99999999999999999999") == 10s);
  CHECK(read("Mon, 05 Jan 2026 09:00:04 GMT") == 4s);
  CHECK(read("Mon, 05 Jan 2026 08:00:00 GMT") == 0ms);
  CHECK(read("Tue, 01 Jan 9999 00:00:00 GMT") == 10s);
  for (const auto* text : {"", "-1", "1.5", "3 s"})
    CHECK_FALSE(read(text));
}

TEST_CASE("quotas are read from the fields of the IETF's drafts") {
  const auto older = limits_of({{"RateLimit-Limit", "100, 100;w=60"},
                                {"RateLimit-Remaining", "7"},
                                {"RateLimit-Reset", "50"}});
  CHECK(older.brief.limit == 100U);
  CHECK(older.brief.remaining == 7U);
  CHECK(older.brief.resets_in == 50s);
  CHECK_FALSE(older.daily.known());

  const auto middle = limits_of({{"RateLimit", "limit=100, remaining=50, reset=30"}});
  CHECK(middle.brief.limit == 100U);
  CHECK(middle.brief.remaining == 50U);
  CHECK(middle.brief.resets_in == 30s);

  const auto newest = limits_of({{"RateLimit", R"("burst";r=5;t=2, "daily";r=900;t=80000)"}});
  CHECK(newest.brief.remaining == 5U);
  CHECK(newest.brief.resets_in == 2s);
  CHECK(newest.daily.remaining == 900U);
  CHECK(newest.daily.resets_in == 80000s);
}

TEST_CASE("of two quotas of one span the one with less left counts") {
  const auto report = limits_of({{"RateLimit", R"("minute";r=40;t=30, "second";r=2;t=1)"}});
  CHECK(report.brief.remaining == 2U);
  CHECK(report.brief.resets_in == 1s);
}

TEST_CASE("a reset is seconds from now, or a time in seconds or milliseconds") {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(nine_o_clock()).time_since_epoch();
  const auto reset_of = [](std::int64_t value) {
    return limits_of({{"X-RateLimit-Reset", std::to_string(value)}}).brief.resets_in;
  };
  CHECK(reset_of(20) == 20s);
  CHECK(reset_of(seconds.count() + 20) == 20s);
  CHECK(reset_of((seconds.count() + 20) * 1000) == 20s);
  CHECK(reset_of(seconds.count() - 20) == 0s);
  CHECK(limits_of({{"X-RateLimit-Reset", "99999999999999999999"}}).daily.resets_in > 24h);
}

TEST_CASE("vendors' fields are read: HubSpot, Zendesk, Salesforce") {
  const auto hubspot = limits_of({{"X-HubSpot-RateLimit-Daily", "250000"},
                                  {"X-HubSpot-RateLimit-Daily-Remaining", "249000"},
                                  {"X-HubSpot-RateLimit-Interval-Milliseconds", "10000"},
                                  {"X-HubSpot-RateLimit-Max", "100"},
                                  {"X-HubSpot-RateLimit-Remaining", "0"}});
  CHECK(hubspot.daily.limit == 250000U);
  CHECK(hubspot.daily.remaining == 249000U);
  CHECK(hubspot.brief.limit == 100U);
  CHECK(hubspot.brief.remaining == 0U);
  CHECK(hubspot.brief.resets_in == 10s);

  const auto zendesk =
      limits_of({{"X-Rate-Limit", "700"},
                 {"X-Rate-Limit-Remaining", "699"},
                 {"Zendesk-RateLimit-Endpoint", "total=100; remaining=3; resets=60"}});
  CHECK(zendesk.brief.limit == 100U);
  CHECK(zendesk.brief.remaining == 3U);
  CHECK(zendesk.brief.resets_in == 60s);

  const auto salesforce = limits_of({{"Sforce-Limit-Info", "api-usage=4990/5000"}});
  CHECK(salesforce.daily.limit == 5000U);
  CHECK(salesforce.daily.remaining == 10U);
  CHECK(limits_of({{"Sforce-Limit-Info", "api-usage=6000/5000"}}).daily.remaining == 0U);
}

TEST_CASE("fields that make no sense say nothing") {
  for (const auto* text :
       {"", "=", ",;,", "r=", "r=x", "limit", "\"a\";r=-1", "api-usage=/", "1/2"}) {
    INFO(text);
    CHECK_FALSE(limits_of({{"RateLimit", text},
                           {"Sforce-Limit-Info", text},
                           {"X-HubSpot-RateLimit-Daily", "many"},
                           {"RateLimit-Remaining", "-5"}})
                    .known());
  }
}

TEST_CASE("a 429 stops the origin for all lanes until its reset, others not") {
  ResilienceStand stand(learning());
  stand.inner->respond(429, "", {{"Retry-After", "2"}});
  stand.inner->answer_all([](const Request&) { return Response(200, {}, ""); });
  CHECK(stand.send(in_lane(Priority::bulk_export))->status() == 429);
  CHECK(stand.origin().stopped_for == 2s);
  const auto hopeless = stand.send(get(), 2s);
  CHECK(hopeless->error() == Errc::rate_limited);
  CHECK(hopeless->error().is(Condition::overload));
  CHECK_THAT(hopeless->error().message(), Catch::EndsWith("in time: for 2000 ms more"));
  CHECK(stand.send(get("https://other.example/"))->status() == 200);
  const auto patient = stand.send(get(), 3s);
  CHECK_FALSE(patient->done());
  stand.pass(2s);
  CHECK(patient->status() == 200);
  CHECK(stand.origin().lanes[0].rate_limited == 1);
  REQUIRE(stand.lines.size() == 1);
  CHECK(stand.lines[0] == "https://crm.example:443: asked too much, stopped for 2000 ms");
}

TEST_CASE("a 429 without a word stops for the default, one with a bad date too") {
  for (const auto* text : {"", "tomorrow"}) {
    ResilienceStand stand(learning());
    stand.inner->respond(429, "", {{"Retry-After", text}});
    stand.send(get());
    CHECK(stand.origin().stopped_for == 1s);
  }
}

TEST_CASE("no reply stops an origin for longer than the limit") {
  auto options = learning();
  options.rate.longest_stop = 30s;
  ResilienceStand stand(options);
  stand.inner->respond(429, "", {{"Retry-After", "999999"}});
  stand.send(get());
  CHECK(stand.origin().stopped_for == 30s);
}

TEST_CASE("without learning a 429 is an answer like any other") {
  ResilienceOptions options;
  options.rate.per_second = 1000;
  ResilienceStand stand(options);
  stand.inner->respond(429, "", {{"Retry-After", "60"}});
  stand.inner->respond(200, "");
  stand.send(get());
  CHECK(stand.send(get())->status() == 200);
}

TEST_CASE("a request that waits is told at once when a stop leaves it no time") {
  auto options = learning();
  options.lane(Priority::live_dip).max_under_way = 1;
  ResilienceStand stand(options);
  stand.inner->answer([&stand](const Request&) {
    stand.clock->advance(1ms);
    return Response(429, {{"Retry-After", "60"}}, "");
  });
  // Both are started before the first is answered.
  auto second = std::make_shared<Sent>();
  stand.transport->async_send(get(), stand.clock->now() + 5s, [](Result<Response>) {});
  stand.transport->async_send(get(), stand.clock->now() + 5s, [second](Result<Response> result) {
    second->result = std::move(result);
  });
  stand.executor.poll();
  CHECK(second->error() == Errc::rate_limited);
  CHECK(stand.asked() == 1);
}

TEST_CASE("a quota of the second that is used up stops until its reset, before any 429") {
  ResilienceStand stand(learning());
  stand.inner->respond(200, "", {{"RateLimit-Remaining", "0"}, {"RateLimit-Reset", "1"}});
  stand.inner->respond(200, "");
  stand.send(get());
  const auto waiting = stand.send(get(), 5s);
  CHECK(stand.asked() == 1);
  stand.pass(1s);
  CHECK(waiting->status() == 200);
}

TEST_CASE("the rest of a daily quota is kept for calls") {
  ResilienceStand stand(learning());
  stand.inner->respond(200, "", {{"Sforce-Limit-Info", "api-usage=4600/5000"}});
  stand.inner->answer_all([](const Request&) { return Response(200, {}, ""); });
  stand.send(get());
  CHECK(stand.origin().daily_limit.remaining == 400U);
  CHECK_FALSE(stand.origin().brief_limit.known());
  CHECK(stand.send(in_lane(Priority::bulk_export))->error() == Errc::rate_limited);
  CHECK(stand.send(in_lane(Priority::write_back))->status() == 200);
  CHECK(stand.send(get())->status() == 200);
  // What the next reply tells counts, not what was told once.
  stand.inner->respond(200, "", {{"Sforce-Limit-Info", "api-usage=10/5000"}});
  stand.send(get());
  CHECK(stand.send(in_lane(Priority::bulk_export))->status() == 200);
}

TEST_CASE("a daily quota that is used up stops everything, and a retry waits for it") {
  auto options = learning();
  options.retry.max_attempts = 3;
  ResilienceStand stand(options);
  stand.inner->respond(429, "", {{"X-RateLimit-Remaining-Day", "0"}});
  const auto sent = stand.send(get());
  stand.run(*sent);
  CHECK(sent->status() == 429);
  CHECK(stand.asked() == 1);
  CHECK(stand.origin().stopped_for > 59min);
}
