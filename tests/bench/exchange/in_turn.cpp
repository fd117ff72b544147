// Measurements that compare: each client a little, again and again, so that a machine whose speed
// drifts treats all alike.

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "exchange/load.hpp"
#include "exchange/measurements.hpp"
#include "exchange/meter.hpp"

namespace crmlink::bench {
namespace {

using std::chrono::steady_clock;

double microseconds(steady_clock::duration time) {
  return std::chrono::duration<double, std::micro>(time).count();
}

double quantile(const std::vector<double>& sorted, double share) {
  const auto index = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1));
  return sorted[index];
}

std::vector<double> latencies(const OpenLoop& loop) {
  std::vector<double> latencies;
  for (const auto& sample : loop.samples())
    latencies.push_back(microseconds(sample.ended - sample.due));
  std::sort(latencies.begin(), latencies.end());
  return latencies;
}

}  // namespace

void measure_cpu(const Arguments& arguments) {
  const Bench bench(arguments);
  const auto at_once = arguments.number("at_once", 64);
  const auto count = arguments.number("count", 2000);
  const auto names = arguments.clients();
  std::vector<std::unique_ptr<ClosedLoop>> loops;
  for (const auto& name : names) {
    loops.push_back(std::make_unique<ClosedLoop>(name, bench.setup(), at_once));
    loops.back()->run(std::max(count / 4, at_once * 2));
  }
  std::vector<std::vector<double>> costs(names.size());
  for (std::size_t round = arguments.number("rounds", 15); round > 0; --round)
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto before = cpu_microseconds();
      loops[i]->run(count);
      costs[i].push_back((cpu_microseconds() - before) / static_cast<double>(count));
    }
  print_series(names, costs);
}

void measure_storm(const Arguments& arguments) {
  const Bench bench(arguments);
  const auto count = arguments.number("count", 1000);
  const auto names = arguments.clients();
  std::vector<std::vector<double>> times(names.size());
  for (std::size_t round = arguments.number("rounds", 5); round > 0; --round)
    for (std::size_t i = 0; i < names.size(); ++i) {
      auto setup = bench.setup();
      // Who has no bound by nature opens a connection for each request.
      if (names[i] == "beast" || names[i] == "curl") setup.connections = count;
      ClosedLoop loop(names[i], setup, count);
      const auto began = steady_clock::now();
      loop.run(count);
      times[i].push_back(microseconds(steady_clock::now() - began) / 1000);
    }
  print_series(names, times);
}

void measure_open_loop(const Arguments& arguments) {
  const Bench bench(arguments);
  const auto count = arguments.number("count", 4000);
  const auto rate = static_cast<double>(arguments.number("rate", 2000));
  std::vector<std::string> names;
  std::vector<std::vector<double>> series;
  for (const auto& client : arguments.clients()) {
    names.insert(names.end(), {client + " p50", client + " p99"});
    series.insert(series.end(), 2, {});
  }
  std::vector<std::unique_ptr<OpenLoop>> loops;
  for (const auto& client : arguments.clients()) {
    loops.push_back(std::make_unique<OpenLoop>(client, bench.setup()));
    loops.back()->run(count / 8, rate);
  }
  for (std::size_t round = arguments.number("rounds", 5); round > 0; --round)
    for (std::size_t i = 0; i < loops.size(); ++i) {
      loops[i]->run(count, rate);
      const auto sorted = latencies(*loops[i]);
      series[2 * i].push_back(quantile(sorted, 0.5));
      series[2 * i + 1].push_back(quantile(sorted, 0.99));
    }
  print_series(names, series);
}

}  // namespace crmlink::bench
