#pragma once

#include <cstddef>
#include <cstdint>

namespace crmlink::bench {

/// Returns the processor time of this process, user and system, in microseconds.
double cpu_microseconds();
/// Returns how often this thread has allocated: malloc and all that is built on it.
std::uint64_t allocations() noexcept;
/// Returns the resident memory of this process in KiB, after unused heap was given back.
std::size_t resident_kib();

/// Marks a stretch whose instructions and system calls are counted from outside: by callgrind,
/// which collects only here, and by count_system_calls().
class CountedStretch {
 public:
  CountedStretch();
  ~CountedStretch();
  CountedStretch(const CountedStretch&) = delete;
  CountedStretch& operator=(const CountedStretch&) = delete;
};

/// Runs a program and returns the system calls within its CountedStretch; aborts when the program
/// fails or has none. `arguments` ends with nullptr.
std::uint64_t count_system_calls(char* const* arguments);

}  // namespace crmlink::bench
