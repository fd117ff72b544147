#pragma once

#include <memory>
#include <utility>

namespace crmlink {

/// The allocator through which Asio and the standard library take memory from `Memory`, and keep
/// its owner alive until they have given it back.
template <class T, class Memory>
class LentMemory {
 public:
  using value_type = T;

  explicit LentMemory(std::shared_ptr<Memory> memory) noexcept : memory_(std::move(memory)) {}
  template <class U>
  LentMemory(  // NOLINT(google-explicit-constructor)
      const LentMemory<U, Memory>& other) noexcept
      : memory_(other.memory()) {}

  T* allocate(std::size_t count) { return static_cast<T*>(memory_->allocate(sizeof(T) * count)); }
  void deallocate(T* memory, std::size_t) noexcept { memory_->deallocate(memory); }
  const std::shared_ptr<Memory>& memory() const noexcept { return memory_; }

  template <class U>
  friend bool operator==(const LentMemory& a, const LentMemory<U, Memory>& b) noexcept {
    return a.memory() == b.memory();
  }

 private:
  std::shared_ptr<Memory> memory_;
};

}  // namespace crmlink
