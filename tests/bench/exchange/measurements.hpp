#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "exchange/arguments.hpp"
#include "exchange/bench_client.hpp"
#include "exchange/server_process.hpp"

/// Each measurement prints one line of JSON.
namespace crmlink::bench {

/// What each measurement begins with: the server on one processor, this process on the other.
class Bench {
 public:
  explicit Bench(const Arguments& arguments);
  /// What the arguments ask of the clients.
  const Setup& setup() const noexcept { return setup_; }

 private:
  ServerProcess server_;
  Setup setup_;
};

/// Path of this program.
std::string own_program();

/// Prints `"name": [1, 2, 3]` for each client, within braces.
void print_series(const std::vector<std::string>& names,
                  const std::vector<std::vector<double>>& series);

/// Processor time per exchange, microseconds, of several clients in turn: A B C A B C ...
void measure_cpu(const Arguments& arguments);
/// Milliseconds until a number of requests that begin at once without a connection have a reply,
/// of several clients in turn.
void measure_storm(const Arguments& arguments);
/// Latencies at a fixed rate, microseconds, of several clients in turn.
void measure_open_loop(const Arguments& arguments);

/// Allocations per exchange of one client; callgrind and the tracer count their own in the same
/// stretch.
void count_allocations(const Arguments& arguments);
/// System calls per exchange of one client: runs this program's `allocations` under the tracer.
void count_calls(const Arguments& arguments, char* const* own_arguments);

/// Resident bytes per idle connection of one client.
void measure_idle_memory(const Arguments& arguments);
/// One client's exchanges with a service that takes its time: memory, lateness of replies and of
/// time-outs.
void measure_waiting(const Arguments& arguments);

}  // namespace crmlink::bench
