#include <sched.h>
#include <sys/resource.h>

#include <cstdio>
#include <filesystem>

#include "exchange/measurements.hpp"

namespace crmlink::bench {
namespace {

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

Port port_of(const std::string& name) {
  if (name == "plain") return Port::plain;
  if (name == "tls") return Port::tls;
  if (name == "tls_full") return Port::tls_full;
  give_up("no port " + name);
}

Setup setup_of(const Arguments& arguments, const ServerProcess& server) {
  Setup setup;
  setup.work = arguments.text("work", "dip") == "dip" ? Work::dip : Work::crm_call;
  const auto port = port_of(arguments.text("port", "plain"));
  setup.tls = port != Port::plain;
  setup.port = server.port(port);
  setup.root = server.root();
  const auto delay = arguments.number("delay_ms", 0) * 1000 + arguments.number("delay_us", 0);
  if (delay != 0) setup.prefix = "/after/" + std::to_string(delay);
  setup.keep = arguments.number("keep", 1) != 0;
  if (!setup.keep) setup.prefix += "/close";
  setup.connections = arguments.number("connections", 512);
  setup.timeout = std::chrono::milliseconds(arguments.number("timeout_ms", 60000));
  return setup;
}

}  // namespace

std::string own_program() {
  return std::filesystem::read_symlink("/proc/self/exe");
}

Bench::Bench(const Arguments& arguments)
    : server_(std::filesystem::path(own_program()).parent_path() / "exchange_server"),
      setup_(setup_of(arguments, server_)) {
  use_first_processor();
  allow_many_files();
}

void print_series(const std::vector<std::string>& names,
                  const std::vector<std::vector<double>>& series) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::printf("%s\"%s\": [", i == 0 ? "{" : ", ", names[i].c_str());
    const char* separator = "";
    for (const double value : series[i]) {
      std::printf("%s%.3f", separator, value);
      separator = ", ";
    }
    std::printf("]");
  }
  std::printf("}\n");
}

}  // namespace crmlink::bench
