#include <algorithm>

#include "several_dips.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

const std::string trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string traceparent = "00-" + trace_id + "-00f067aa0ba902b7-01";

/// What a report said.
struct Heard {
  std::string profile;
  DataDipStatus status;
  DataDipSource source;
  std::chrono::nanoseconds total;
  Error error;
  std::string trace;
  bool on_executor;
};

class ObservedDips : public SeveralDips, public DataDipObserver {
 public:
  explicit ObservedDips(std::string_view members = "{}") : SeveralDips(members) {
    services.observer = std::shared_ptr<DataDipObserver>(std::shared_ptr<void>(), this);
    the_profile = profile();
  }

  void on_dip(const DataDipReport& report) noexcept override {
    heard.push_back({std::string(report.profile), report.status, report.source,
                     report.diagnostics.total, report.error, std::string(report.trace.trace_id()),
                     executor.is_here()});
  }

  DataDipOptions traced() const {
    DataDipOptions options;
    options.trace = http::TraceContext::parse(traceparent, "vendor=1").value();
    return options;
  }

  std::vector<Heard> heard;
};

}  // namespace

TEST_CASE("the observer of a profile hears of each dip once, whatever became of it") {
  ObservedDips stand;
  stand.answer_after(100ms);
  auto& found = stand.start(stand.traced());
  stand.pass(100ms);
  stand.answer_after(0ms, 200, nothing);
  stand.start();
  stand.pass(0ms);
  stand.answer_after(0ms, 500, "");
  stand.start();
  stand.pass(0ms);
  stand.answer_after(1h);
  stand.start();
  stand.pass(2000ms);
  stand.answer_after(1h);
  stand.start().cancel();
  stand.pass(0ms);

  CHECK(found.status() == DataDipStatus::ok);
  REQUIRE(stand.heard.size() == 5);
  CHECK(stand.heard[0].profile == "customer-lookup");
  CHECK(stand.heard[0].status == DataDipStatus::ok);
  CHECK(stand.heard[0].source == DataDipSource::service);
  CHECK(stand.heard[0].total == 100ms);
  CHECK_FALSE(stand.heard[0].error);
  CHECK(stand.heard[0].trace == trace_id);
  CHECK(stand.heard[1].status == DataDipStatus::no_match);
  CHECK(stand.heard[1].trace.empty());
  CHECK(stand.heard[2].status == DataDipStatus::http_status);
  CHECK(stand.heard[2].error == Errc::http_status);
  CHECK(stand.heard[3].status == DataDipStatus::timeout);
  CHECK(stand.heard[4].status == DataDipStatus::cancelled);
  for (const auto& heard : stand.heard)
    CHECK(heard.on_executor);
}

TEST_CASE("the observer hears where an outcome came from") {
  ObservedDips stand(R"({"cache": {"ttl_ms": 1000, "stale_on_error_ms": 60000}})");
  stand.answer_after(10ms);
  stand.start();
  stand.start();
  stand.pass(10ms);
  stand.start();
  stand.pass(2000ms);
  stand.answer_after(0ms, 503, "");
  stand.start();
  stand.pass(0ms);
  REQUIRE(stand.heard.size() == 4);
  CHECK(std::count_if(stand.heard.begin(), stand.heard.end(), [](const Heard& heard) {
          return heard.source == DataDipSource::service;
        }) == 1);
  CHECK(std::count_if(stand.heard.begin(), stand.heard.end(), [](const Heard& heard) {
          return heard.source == DataDipSource::shared;
        }) == 1);
  CHECK(stand.heard[2].source == DataDipSource::cache);
  CHECK(stand.heard[3].source == DataDipSource::stale_cache);
  CHECK(stand.heard[3].error == Errc::http_status);
}

TEST_CASE("a dip that the cache serves is told, but not inside the function that started it") {
  ObservedDips stand(R"({"cache": {"ttl_ms": 60000}})");
  stand.answer_after(0ms);
  stand.start();
  stand.pass(0ms);
  CHECK(stand.heard.size() == 1);
  stand.the_profile->async_dip({{"ANI", "+12223334444"}}, {}, stand.keep());
  CHECK(stand.heard.size() == 1);
  stand.executor.poll();
  CHECK(stand.heard.size() == 2);
}

TEST_CASE("a dip sends its trace, and its log line names it") {
  ObservedDips stand;
  stand.answer_after(0ms, 500, "");
  stand.start(stand.traced());
  stand.pass(0ms);
  REQUIRE(stand.requests() == 1);
  CHECK(stand.transport->requests().front().trace.traceparent() == traceparent);
  REQUIRE(stand.lines.size() == 1);
  CHECK(stand.lines.front().find(", trace " + trace_id) != std::string::npos);
}

TEST_CASE("n dips are n in the latencies of their profile") {
  ObservedDips stand(R"({"cache": {"ttl_ms": 60000}})");
  stand.answer_after(300ms);
  stand.start();
  stand.start();
  stand.pass(300ms);
  stand.start();
  stand.pass(0ms);
  const auto statistics = stand.the_profile->statistics();
  CHECK(statistics.latencies.total().count() == 3);
  CHECK(statistics.latencies.total().sum() == 600ms);
  CHECK(statistics.cache_hits == 1);
}
