#pragma once

#include <chrono>
#include <mutex>
#include <vector>

#include "support/socket.hpp"

namespace crmlink::test::soak {

/// Says how long threads were ready to run and weren't let: what a busy machine adds to every
/// delay. Thread-safe.
class MachineWait {
 public:
  /// Adds the calling thread.
  void add_this_thread();
  /// Returns the sum over the threads since they began; zero where the system doesn't tell.
  std::chrono::nanoseconds total() const;

 private:
  mutable std::mutex mutex_;
  std::vector<testing::Descriptor> threads_;
};

}  // namespace crmlink::test::soak
