#include "latency_histogram.hpp"

#include <cstdint>

#include "support/catch.hpp"

namespace {

using crmlink::tool::LatencyHistogram;
using std::chrono::nanoseconds;

bool near(nanoseconds found, std::int64_t expected) {
  return found.count() >= expected && found.count() <= expected + expected / 60;
}

}  // namespace

TEST_CASE("an empty histogram says zero") {
  const LatencyHistogram latencies;
  CHECK(latencies.count() == 0);
  CHECK(latencies.quantile(0.99) == nanoseconds(0));
  CHECK(latencies.mean() == nanoseconds(0));
  CHECK(latencies.fastest() == nanoseconds(0));
  CHECK(latencies.count_up_to(nanoseconds(1)) == 0);
}

TEST_CASE("quantiles are known to 1.6 per cent, from nanoseconds to days") {
  for (const std::int64_t unit :
       {std::int64_t{1}, std::int64_t{777}, std::int64_t{1'000'000'000}}) {
    LatencyHistogram latencies;
    for (int i = 1; i <= 1000; ++i)
      latencies.record(nanoseconds(i * unit));
    CHECK(near(latencies.quantile(0.5), 500 * unit));
    CHECK(near(latencies.quantile(0.99), 990 * unit));
    CHECK(latencies.quantile(1) == nanoseconds(1000 * unit));
    CHECK(latencies.fastest() == nanoseconds(unit));
    CHECK(latencies.slowest() == nanoseconds(1000 * unit));
    CHECK(latencies.mean() == nanoseconds(500 * unit + unit / 2));
  }
}

TEST_CASE("a quantile never exceeds the slowest") {
  LatencyHistogram latencies;
  latencies.record(nanoseconds(1'000'001));
  CHECK(latencies.quantile(0.5) == nanoseconds(1'000'001));
}

TEST_CASE("the longest and a negative latency have their buckets") {
  LatencyHistogram latencies;
  latencies.record(nanoseconds::max());
  latencies.record(nanoseconds(-5));
  CHECK(latencies.count() == 2);
  CHECK(latencies.quantile(0.5) == nanoseconds(0));
  CHECK(latencies.quantile(1) == nanoseconds::max());
}

TEST_CASE("counts up to a limit add up") {
  LatencyHistogram latencies;
  for (int i = 1; i <= 100; ++i)
    latencies.record(nanoseconds(i * 1'000'000));
  CHECK(latencies.count_up_to(nanoseconds(500'000)) == 0);
  CHECK(latencies.count_up_to(nanoseconds(51'000'000)) == 50);
  CHECK(latencies.count_up_to(nanoseconds(100'000'000)) == 100);
}
