#include "exchange/meter.hpp"

#include <malloc.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <valgrind/callgrind.h>

#include <cstdio>

#include "exchange/facts.hpp"

namespace crmlink::bench {
namespace {

double microseconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
}

// A system call that nothing else here makes.
void tell_tracer() {
  syscall(SYS_getppid);
}

}  // namespace

double cpu_microseconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
}

std::size_t resident_kib() {
  malloc_trim(0);
  std::FILE* const file = std::fopen("/proc/self/statm", "r");
  long total = 0;
  long resident = 0;
  if (file == nullptr || std::fscanf(file, "%ld %ld", &total, &resident) != 2)
    give_up("no /proc/self/statm");
  std::fclose(file);
  return static_cast<std::size_t>(resident * (sysconf(_SC_PAGESIZE) / 1024));
}

CountedStretch::CountedStretch() {
  tell_tracer();
  CALLGRIND_START_INSTRUMENTATION;
  CALLGRIND_TOGGLE_COLLECT;
}

CountedStretch::~CountedStretch() {
  CALLGRIND_TOGGLE_COLLECT;
  tell_tracer();
}

}  // namespace crmlink::bench
