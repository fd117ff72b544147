#include "crmlink/core/phase_latencies.hpp"

#include "support/catch.hpp"

using crmlink::Phase;
using crmlink::PhaseLatencies;
using crmlink::PhaseTimes;
using namespace std::chrono_literals;

namespace {

PhaseTimes spent(std::chrono::nanoseconds send, std::chrono::nanoseconds wait) {
  PhaseTimes times;
  times.add(Phase::send, send);
  times.add(Phase::wait, wait);
  return times;
}

}  // namespace

TEST_CASE("an operation counts once as a whole, and in the phases that it entered") {
  PhaseLatencies latencies;
  latencies.record(7ms, spent(2ms, 5ms));
  latencies.record(0ms, PhaseTimes());
  CHECK(latencies.total().count() == 2);
  CHECK(latencies.total().sum() == 7ms);
  CHECK(latencies[Phase::send].count() == 1);
  CHECK(latencies[Phase::wait].sum() == 5ms);
  CHECK(latencies[Phase::queue].count() == 0);
}

TEST_CASE("latencies by phase add up") {
  PhaseLatencies one;
  one.record(7ms, spent(2ms, 5ms));
  PhaseLatencies other;
  other.record(3ms, spent(0ms, 3ms));
  one.merge(other);
  CHECK(one.total().count() == 2);
  CHECK(one.total().sum() == 10ms);
  CHECK(one[Phase::send].count() == 1);
  CHECK(one[Phase::wait].sum() == 8ms);
}

// Metrics are often asked for on threads of a web server, with stacks of some 100 KB.
TEST_CASE("latencies by phase take no room on the stack") {
  CHECK(sizeof(PhaseLatencies) < 100);
}
