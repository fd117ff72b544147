#pragma once

#include <array>
#include <cstddef>
#include <new>

namespace crmlink::http {

/// Room for one handler of Asio at a time, so that an operation that follows another one doesn't
/// allocate. What doesn't fit, or comes while it is taken, is allocated as usual.
class HandlerMemory {
 public:
  HandlerMemory() = default;
  HandlerMemory(const HandlerMemory&) = delete;
  HandlerMemory& operator=(const HandlerMemory&) = delete;

  void* allocate(std::size_t size) {
    if (taken_ || size > room_.size()) return ::operator new(size);
    taken_ = true;
    return room_.data();
  }
  void deallocate(void* memory) noexcept {
    if (memory == room_.data())
      taken_ = false;
    else
      ::operator delete(memory);
  }

 private:
  alignas(std::max_align_t) std::array<std::byte, 256> room_;
  bool taken_ = false;
};

/// The allocator through which Asio finds a HandlerMemory; the handler keeps its owner alive.
template <class T>
class HandlerAllocator {
 public:
  using value_type = T;

  explicit HandlerAllocator(HandlerMemory& memory) noexcept : memory_(&memory) {}
  template <class U>
  HandlerAllocator(
      const HandlerAllocator<U>& other) noexcept  // NOLINT(google-explicit-constructor)
      : memory_(other.memory()) {}

  T* allocate(std::size_t count) { return static_cast<T*>(memory_->allocate(sizeof(T) * count)); }
  void deallocate(T* memory, std::size_t) noexcept { memory_->deallocate(memory); }
  HandlerMemory* memory() const noexcept { return memory_; }

  template <class U>
  friend bool operator==(const HandlerAllocator& a, const HandlerAllocator<U>& b) noexcept {
    return a.memory() == b.memory();
  }

 private:
  HandlerMemory* memory_;
};

}  // namespace crmlink::http
