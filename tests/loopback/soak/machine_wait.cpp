#include "machine_wait.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cinttypes>
#include <cstdio>

namespace crmlink::test::soak {

void MachineWait::add_this_thread() {
  const std::lock_guard lock(mutex_);
  threads_.emplace_back(::open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC));
}

std::chrono::nanoseconds MachineWait::total() const {
  const std::lock_guard lock(mutex_);
  std::chrono::nanoseconds sum{0};
  for (const auto& thread : threads_) {
    // Time on a processor, time waiting for one, both in nanoseconds; number of turns.
    std::array<char, 96> text{};
    std::int64_t ran = 0;
    std::int64_t waited = 0;
    if (::pread(thread.get(), text.data(), text.size() - 1, 0) > 0 &&
        std::sscanf(text.data(), "%" SCNd64 " %" SCNd64, &ran, &waited) == 2)
      sum += std::chrono::nanoseconds(waited);
  }
  return sum;
}

}  // namespace crmlink::test::soak
