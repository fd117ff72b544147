#include "crmlink/core/latency_histogram.hpp"

#include "support/catch.hpp"

namespace {

using crmlink::LatencyHistogram;
using namespace std::chrono_literals;

}  // namespace

TEST_CASE("an empty latency histogram says zero") {
  const LatencyHistogram latencies;
  CHECK(latencies.count() == 0);
  CHECK(latencies.sum() == 0ns);
  CHECK(latencies.mean() == 0ns);
  CHECK(latencies.quantile(0.99) == 0ns);
  CHECK(latencies.count_below(1h) == 0);
}

TEST_CASE("a quantile is at most an eighth too high, from microseconds to minutes") {
  for (const std::chrono::nanoseconds unit : {1us, 731us, 300'000us}) {
    LatencyHistogram latencies;
    for (int i = 1; i <= 1000; ++i)
      latencies.record(i * unit);
    for (const double share : {0.01, 0.5, 0.9, 0.99, 1.0}) {
      const auto exact = static_cast<int>(share * 1000) * unit;
      CHECK(latencies.quantile(share) > exact);
      CHECK(latencies.quantile(share) <= exact + exact / 8 + 1us);
    }
    CHECK(latencies.mean() == 500 * unit + unit / 2);
  }
}

TEST_CASE("the buckets of a latency histogram add up, and their bounds rise") {
  LatencyHistogram latencies;
  for (int i = 0; i < 3000; ++i)
    latencies.record(i * 777us);
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < LatencyHistogram::bucket_count; ++i) {
    sum += latencies.bucket(i);
    CHECK(latencies.count_below(LatencyHistogram::upper_bound(i)) == sum);
    if (i > 0) CHECK(LatencyHistogram::upper_bound(i) > LatencyHistogram::upper_bound(i - 1));
  }
  CHECK(sum == latencies.count());
}

TEST_CASE("each latency lies in the bucket whose bounds it is between") {
  for (std::chrono::nanoseconds latency = 1us; latency < 16min; latency += latency / 3) {
    LatencyHistogram latencies;
    latencies.record(latency);
    std::size_t index = 0;
    while (latencies.bucket(index) == 0)
      ++index;
    CHECK(latency < LatencyHistogram::upper_bound(index));
    CHECK((index == 0 || latency >= LatencyHistogram::upper_bound(index - 1)));
  }
}

TEST_CASE("every eighth bound is a power of two of microseconds") {
  constexpr auto step = LatencyHistogram::buckets_per_doubling;
  std::chrono::nanoseconds power = 8us;
  for (std::size_t i = step - 1; i < LatencyHistogram::bucket_count; i += step, power *= 2)
    CHECK(LatencyHistogram::upper_bound(i) == power);
}

TEST_CASE("what is longer than the last bound and what is negative is counted all the same") {
  LatencyHistogram latencies;
  latencies.record(std::chrono::hours(1000));
  latencies.record(-5ms);
  CHECK(latencies.count() == 2);
  CHECK(latencies.bucket(0) == 1);
  CHECK(latencies.bucket(LatencyHistogram::bucket_count - 1) == 1);
}

TEST_CASE("a merged histogram is the one that had recorded everything") {
  LatencyHistogram one;
  LatencyHistogram other;
  LatencyHistogram both;
  for (int i = 0; i < 100; ++i) {
    (i % 3 == 0 ? one : other).record(i * 1ms);
    both.record(i * 1ms);
  }
  one.merge(other);
  CHECK(one.count() == both.count());
  CHECK(one.sum() == both.sum());
  for (std::size_t i = 0; i < LatencyHistogram::bucket_count; ++i)
    CHECK(one.bucket(i) == both.bucket(i));
}
