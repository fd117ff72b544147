// Measurements of one client in a process of its own: counts and memory.

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "exchange/load.hpp"
#include "exchange/measurements.hpp"
#include "exchange/meter.hpp"

namespace crmlink::bench {
namespace {

double per(std::uint64_t total, std::size_t count) {
  return static_cast<double>(total) / static_cast<double>(count);
}

std::string client_of(const Arguments& arguments) {
  return arguments.text("client", "crmlink");
}

double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace

void count_allocations(const Arguments& arguments) {
  const Bench bench(arguments);
  const auto at_once = arguments.number("at_once", 64);
  const auto count = arguments.number("count", 2048);
  ClosedLoop loop(client_of(arguments), bench.setup(), at_once);
  loop.run(at_once * 16);  // Enough that nobody opens a connection any more.
  const auto before = allocations();
  {
    const CountedStretch counted;
    loop.run(count);
  }
  std::printf("{\"allocations\": %.3f}\n", per(allocations() - before, count));
}

void count_calls(const Arguments& arguments, char* const* own_arguments) {
  std::string program = own_program();
  std::string command = "allocations";
  std::vector<char*> child{program.data(), command.data()};
  for (auto* argument = own_arguments + 2; *argument != nullptr; ++argument)
    child.push_back(*argument);
  child.push_back(nullptr);
  const auto calls = count_system_calls(child.data());
  std::printf("{\"system_calls\": %.3f}\n", per(calls, arguments.number("count", 2048)));
}

void measure_idle_memory(const Arguments& arguments) {
  const auto count = arguments.number("count", 2000);
  const Bench bench(arguments);
  ClosedLoop loop(client_of(arguments), bench.setup(), count);
  loop.run(1);
  const auto before = resident_kib();
  loop.run(count);
  const auto grown = resident_kib() - before;
  std::printf("{\"bytes\": %.0f}\n", per(grown * 1024, count));
}

void measure_waiting(const Arguments& arguments) {
  using Milliseconds = std::chrono::duration<double, std::milli>;
  const Bench bench(arguments);
  OpenLoop loop(client_of(arguments), bench.setup());
  loop.run(arguments.number("count", 10000), static_cast<double>(arguments.number("rate", 5000)));
  const auto delay = static_cast<double>(arguments.number("delay_ms", 0));
  const auto limit = static_cast<double>(bench.setup().timeout.count());
  double reply_late = 0;
  double time_out_late = 0;
  double time_out_early = 0;
  std::size_t timed_out = 0;
  for (const auto& sample : loop.samples()) {
    const double took = Milliseconds(sample.ended - sample.began).count();
    if (sample.ending == Ending::answered) {
      reply_late = std::max(reply_late, took - delay);
      continue;
    }
    ++timed_out;
    time_out_late = std::max(time_out_late, took - limit);
    time_out_early = std::max(time_out_early, limit - took);
  }
  std::printf(
      "{\"peak_mib\": %.1f, \"timed_out\": %zu, \"reply_late_ms\": %.3f, \"time_out_late_ms\": "
      "%.3f, \"time_out_early_ms\": %.3f}\n",
      peak_mib(), timed_out, reply_late, time_out_late, time_out_early);
}

}  // namespace crmlink::bench
