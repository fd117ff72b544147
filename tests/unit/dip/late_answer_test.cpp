#include "several_dips.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

constexpr auto* three_seconds =
    R"({"late_answers": {"within_ms": 3000}, "cache": {"ttl_ms": 60000},
        "fallback": {"language": {"value": "en"}}})";

class LateDips : public SeveralDips {
 public:
  explicit LateDips(std::string_view members = three_seconds) : SeveralDips(members) {
    services.on_late_answer = [this](LateAnswer answer) {
      CHECK(executor.is_here());
      late.push_back(std::move(answer));
    };
    the_profile = profile();
  }

  DataDipOptions call(std::string id) const {
    DataDipOptions options;
    options.call_id = std::move(id);
    return options;
  }

  std::vector<LateAnswer> late;
};

}  // namespace

TEST_CASE("a late answer fills the cache and reaches the host, the dip times out in time") {
  LateDips stand;
  stand.answer_after(2500ms);
  auto& dip = stand.start(stand.call("call-7"));
  stand.pass(1999ms);
  CHECK_FALSE(dip.outcome);
  stand.pass(1ms);
  REQUIRE(dip.outcome);
  CHECK(dip.status() == DataDipStatus::timeout);
  CHECK(dip.language() == "en");
  CHECK(dip.outcome->diagnostics().total == 2000ms);
  CHECK(stand.transport->pending() == 1);
  stand.pass(500ms);
  REQUIRE(stand.late.size() == 1);
  CHECK(stand.late[0].call_id == "call-7");
  CHECK(stand.late[0].late_by == 500ms);
  CHECK(stand.late[0].outcome.value_or("language", "") == "fr");
  CHECK(stand.late[0].outcome.diagnostics().total == 2500ms);
  CHECK(stand.start().source() == DataDipSource::cache);
  CHECK(stand.the_profile->statistics().late_answers == 1);
  CHECK(stand.clock->pending() == 0);
}

TEST_CASE("an answer in time is no late one, and is the dip's own") {
  LateDips stand;
  stand.answer_after(1999ms);
  auto& dip = stand.start();
  stand.pass(1999ms);
  CHECK(dip.status() == DataDipStatus::ok);
  CHECK(dip.source() == DataDipSource::service);
  stand.pass(5s);
  CHECK(stand.late.empty());
  CHECK(stand.clock->pending() == 0);
}

TEST_CASE("an answer beyond the bound doesn't count") {
  LateDips stand;
  stand.answer_after(5001ms);
  stand.start();
  stand.pass(4999ms);
  CHECK(stand.transport->pending() == 1);
  stand.pass(1ms);
  CHECK(stand.transport->pending() == 0);
  CHECK(stand.late.empty());
}

TEST_CASE("a late failure reaches nobody") {
  LateDips stand;
  stand.answer_after(2500ms, 503, "");
  stand.start();
  stand.pass(5s);
  CHECK(stand.late.empty());
}

TEST_CASE("without late answers the request ends with the dip") {
  const auto* const members = GENERATE("{}", R"({"late_answers": {"within_ms": 0}})");
  LateDips stand(members);
  stand.answer_after(2500ms);
  auto& dip = stand.start();
  stand.pass(2s);
  CHECK(dip.status() == DataDipStatus::timeout);
  CHECK(stand.transport->pending() == 0);
  CHECK(stand.late.empty());
}

TEST_CASE("a cancelled dip has no late answer, and its request ends") {
  LateDips stand;
  stand.answer_after(2500ms);
  auto& dip = stand.start();
  dip.cancel();
  stand.executor.poll();
  CHECK(dip.status() == DataDipStatus::cancelled);
  CHECK(stand.transport->pending() == 0);
  stand.pass(5s);
  CHECK(stand.late.empty());
}

TEST_CASE("of those who share a request each has its own late answer, but for the cancelled") {
  LateDips stand;
  stand.answer_after(3s);
  stand.start(stand.call("a"));
  stand.pass(500ms);
  auto& cancelled = stand.start(stand.call("b"));
  auto& third = stand.start(stand.call("c"));
  stand.pass(1600ms);  // the first one's time is over
  cancelled.cancel();
  stand.pass(900ms);
  CHECK(cancelled.status() == DataDipStatus::cancelled);
  CHECK(third.status() == DataDipStatus::timeout);
  CHECK(stand.requests() == 1);
  REQUIRE(stand.late.size() == 2);
  CHECK(stand.late[0].call_id == "a");
  CHECK(stand.late[0].late_by == 1000ms);
  CHECK(stand.late[1].call_id == "c");
  CHECK(stand.late[1].late_by == 500ms);
}

TEST_CASE("a new dip joins a request that goes on for a late answer") {
  LateDips stand;
  stand.answer_after(2500ms);
  stand.start();
  stand.pass(2200ms);
  auto& second = stand.start();
  stand.pass(300ms);
  CHECK(stand.requests() == 1);
  CHECK(second.source() == DataDipSource::shared);
  CHECK(second.language() == "fr");
  CHECK(stand.late.size() == 1);
}

TEST_CASE("cancelling the one that waits leaves the request to the late answer") {
  LateDips stand;
  stand.answer_after(2500ms);
  stand.start();
  stand.pass(2200ms);
  auto& second = stand.start();
  second.cancel();
  stand.executor.poll();
  CHECK(second.status() == DataDipStatus::cancelled);
  CHECK(stand.transport->pending() == 1);
  stand.pass(300ms);
  CHECK(stand.late.size() == 1);
}

TEST_CASE("the profile's end is that of late answers, not of dips under way") {
  LateDips stand;
  stand.answer_after(2500ms);
  stand.answer_after(2500ms, 200, german);
  stand.start({}, "+1");
  stand.pass(1500ms);
  auto& other = stand.start({}, "+2");
  stand.pass(600ms);
  CHECK(stand.transport->pending() == 2);
  stand.the_profile.reset();
  stand.executor.poll();
  CHECK(stand.transport->pending() == 1);
  stand.pass(1400ms);
  CHECK(other.status() == DataDipStatus::timeout);
  CHECK(stand.transport->pending() == 0);
  CHECK(stand.late.empty());
  CHECK(stand.clock->pending() == 0);
}

TEST_CASE("a dip without any time isn't sent for a late answer either") {
  LateDips stand;
  auto& dip = stand.start_until(-1ms);
  CHECK(dip.status() == DataDipStatus::timeout);
  CHECK(dip.outcome->diagnostics().delivery == Delivery::not_sent);
  CHECK(stand.transport->pending() == 0);
}
