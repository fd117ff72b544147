// exchange_bench COMMAND name=value...: one measurement, printed as one line of JSON. table.py runs
// them all.

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "exchange/arguments.hpp"
#include "exchange/load.hpp"
#include "exchange/meter.hpp"
#include "exchange/server_process.hpp"

namespace crmlink::bench {
namespace {

using std::chrono::steady_clock;

void use_first_processor() {
  cpu_set_t processors;
  CPU_ZERO(&processors);
  CPU_SET(0, &processors);
  sched_setaffinity(0, sizeof processors, &processors);
}

void allow_many_files() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

std::string server_program() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "exchange_server";
}

Setup setup_of(const Arguments& arguments, const ServerProcess& server) {
  Setup setup;
  setup.work = arguments.text("work", "dip") == "dip" ? Work::dip : Work::crm_call;
  const auto port = arguments.text("port", "plain");
  setup.tls = port != "plain";
  setup.port = server.port(port == "plain" ? Port::plain
                           : port == "tls" ? Port::tls
                                           : Port::tls_full);
  setup.root = server.root();
  if (const auto delay = arguments.number("delay_ms", 0); delay != 0)
    setup.prefix = "/after/" + std::to_string(delay);
  setup.connections = arguments.number("connections", 512);
  setup.keep = arguments.number("keep", 1) != 0;
  if (!setup.keep) setup.prefix += "/close";
  setup.timeout = std::chrono::milliseconds(arguments.number("timeout_ms", 60000));
  return setup;
}

/// Processor time per exchange of several clients in turn: A B C A B C ...
void measure_cpu(const Arguments& arguments) {
  const ServerProcess server(server_program());
  use_first_processor();
  const auto setup = setup_of(arguments, server);
  const auto at_once = arguments.number("at_once", 64);
  const auto count = arguments.number("count", 2000);
  const auto names = arguments.clients();
  std::vector<std::unique_ptr<ClosedLoop>> loops;
  for (const auto& name : names) {
    loops.push_back(std::make_unique<ClosedLoop>(name, setup, at_once));
    loops.back()->run(std::max(count / 4, at_once * 2));
  }
  std::vector<std::vector<double>> costs(names.size());
  for (std::size_t round = 0; round < arguments.number("rounds", 15); ++round)
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto before = cpu_microseconds();
      loops[i]->run(count);
      costs[i].push_back((cpu_microseconds() - before) / static_cast<double>(count));
    }
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::printf("%s\"%s\": [", i == 0 ? "{" : ", ", names[i].c_str());
    for (std::size_t round = 0; round < costs[i].size(); ++round)
      std::printf("%s%.3f", round == 0 ? "" : ", ", costs[i][round]);
    std::printf("]");
  }
  std::printf("}\n");
}

/// Allocations per exchange; callgrind and the tracer count their own in the same stretch.
void count_allocations(const Arguments& arguments) {
  const ServerProcess server(server_program());
  use_first_processor();
  const auto setup = setup_of(arguments, server);
  const auto at_once = arguments.number("at_once", 64);
  const auto count = arguments.number("count", 2048);
  ClosedLoop loop(arguments.text("client", "crmlink"), setup, at_once);
  loop.run(at_once * 4);
  const auto before = allocations();
  {
    const CountedStretch counted;
    loop.run(count);
  }
  std::printf("{\"allocations\": %.3f, \"count\": %zu}\n",
              static_cast<double>(allocations() - before) / static_cast<double>(count), count);
}

/// System calls per exchange: runs itself under the tracer.
void count_calls(int count, char** texts) {
  const Arguments arguments(count, texts);
  std::string program = std::filesystem::read_symlink("/proc/self/exe");
  std::string command = "allocations";
  std::vector<char*> child{program.data(), command.data()};
  child.insert(child.end(), texts + 2, texts + count);
  child.push_back(nullptr);
  const auto calls = count_system_calls(child.data());
  std::printf("{\"system_calls\": %.3f}\n",
              static_cast<double>(calls) / static_cast<double>(arguments.number("count", 2048)));
}

}  // namespace
}  // namespace crmlink::bench

int main(int count, char** texts) {
  using namespace crmlink::bench;
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const Arguments arguments(count, texts);
  allow_many_files();
  if (arguments.command() == "cpu") return measure_cpu(arguments), 0;
  if (arguments.command() == "allocations") return count_allocations(arguments), 0;
  if (arguments.command() == "system_calls") return count_calls(count, texts), 0;
  std::fputs("usage: exchange_bench cpu|allocations|system_calls name=value...\n", stderr);
  return 2;
}
