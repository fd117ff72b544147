#pragma once

#include <cstddef>
#include <mutex>
#include <new>
#include <vector>

namespace crmlink {

/// Keeps blocks of one size for the next who needs one: a profile makes the same object for each
/// dip, and many of them at once. Thread-safe.
class BlockPool {
 public:
  BlockPool() { free_.reserve(most_blocks); }
  ~BlockPool() {
    for (auto* block : free_)
      ::operator delete(block);
  }
  BlockPool(const BlockPool&) = delete;
  BlockPool& operator=(const BlockPool&) = delete;

  /// Returns a block; always of the same size, which the first call decides.
  void* allocate(std::size_t size) {
    {
      const std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        auto* const block = free_.back();
        free_.pop_back();
        return block;
      }
    }
    return ::operator new(size);
  }
  void deallocate(void* block) noexcept {
    {
      const std::lock_guard lock(mutex_);
      if (free_.size() < most_blocks) return free_.push_back(block);
    }
    ::operator delete(block);
  }

 private:
  static constexpr std::size_t most_blocks = 64;
  std::mutex mutex_;
  std::vector<void*> free_;
};

}  // namespace crmlink
