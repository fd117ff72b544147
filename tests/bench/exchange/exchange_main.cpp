// exchange_bench COMMAND name=value...: one measurement, printed as one line of JSON. table.py runs
// them all and gate.py those that count.

#include <cstdio>

#include "exchange/measurements.hpp"

namespace {

constexpr const char* usage =
    R"(usage: exchange_bench COMMAND [name=value...]

  cpu           processor time per exchange of several clients in turn
  open_loop     latencies at a fixed rate
  storm         many first requests at once
  allocations   per exchange of one client
  system_calls  per exchange of one client
  idle_memory   per connection of one client
  waiting       for a slow service

of each:      client=crmlink or clients=limit,beast,curl,crmlink  work=dip|crm
              port=plain|tls|tls_full  keep=1|0  connections=512  delay_ms=0  delay_us=0
              timeout_ms=60000
of some:      at_once=64  count=N  rounds=N  rate=2000
)";

}  // namespace

int main(int count, char** texts) {
  using namespace crmlink::bench;
  const Arguments arguments(count, texts);
  const auto& command = arguments.command();
  if (command == "cpu") return measure_cpu(arguments), 0;
  if (command == "open_loop") return measure_open_loop(arguments), 0;
  if (command == "storm") return measure_storm(arguments), 0;
  if (command == "allocations") return count_allocations(arguments), 0;
  if (command == "system_calls") return count_calls(arguments, texts), 0;
  if (command == "idle_memory") return measure_idle_memory(arguments), 0;
  if (command == "waiting") return measure_waiting(arguments), 0;
  std::fputs(usage, stderr);
  return 2;
}
