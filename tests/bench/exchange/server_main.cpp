// Started by the benchmark: prints its ports and the certificate to trust, then serves.

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <cstdio>

#include "exchange/server.hpp"

namespace {

void use_second_processor() {
  cpu_set_t processors;
  CPU_ZERO(&processors);
  CPU_SET(1, &processors);
  sched_setaffinity(0, sizeof processors, &processors);  // On one processor: no matter.
}

void allow_many_files() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGPIPE, SIG_IGN);
  use_second_processor();
  allow_many_files();
  crmlink::bench::Server server;
  using crmlink::bench::Port;
  std::printf("%u %u %u\n%s", unsigned{server.port(Port::plain)}, unsigned{server.port(Port::tls)},
              unsigned{server.port(Port::tls_full)}, server.root().c_str());
  std::fclose(stdout);
  server.run();
}
