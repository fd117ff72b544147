#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "http/handler_memory.hpp"
#include "http/response_parser.hpp"

namespace crmlink::http {

/// Gives whole pages, so that buffers that are given up leave no holes between objects that stay:
/// after a peak of thousands the memory goes back to the system.
template <class T>
struct PageAllocator {
  using value_type = T;
  static constexpr std::align_val_t page{4096};

  PageAllocator() noexcept = default;
  template <class U>
  // NOLINTNEXTLINE(google-explicit-constructor): allocators convert.
  PageAllocator(const PageAllocator<U>& /*other*/) noexcept {}

  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), page));
  }
  void deallocate(T* memory, std::size_t) noexcept { ::operator delete(memory, page); }

  friend bool operator==(const PageAllocator&, const PageAllocator&) noexcept { return true; }
};

/// What a connection needs only while something is under way on it, lent to it for that time: an
/// idle connection holds nothing but its socket and its TLS session.
struct ExchangeBuffers {
  // The first read: enough for the reply to a lookup, little enough for thousands that wait.
  static constexpr std::size_t first_size = 4 * 1024;
  // More than that isn't kept when it is given back.
  static constexpr std::size_t kept_size = 64 * 1024;

  std::vector<char, PageAllocator<char>> input =
      std::vector<char, PageAllocator<char>>(first_size);  ///< Received, decrypted, not parsed.
  std::vector<char> cipher;                                ///< Received, not decrypted.
  std::string output;                                      ///< Encrypted, not sent.
  ResponseParser parser;
  HandlerMemory read_memory;   ///< Of the read under way.
  HandlerMemory write_memory;  ///< Of the write that waits for the socket.
};

/// Keeps buffers that aren't lent at the moment; lives inside the client's Serial.
class BufferShelf {
 public:
  std::unique_ptr<ExchangeBuffers> lend();
  void take_back(std::unique_ptr<ExchangeBuffers> buffers);
  /// Gives up what nobody needed since the last time: after a peak, its large replies aren't held.
  void trim();

 private:
  static constexpr std::size_t most_kept = 64;
  std::vector<std::unique_ptr<ExchangeBuffers>> shelf_;
  std::size_t least_ = 0;  ///< How many lay here at least since the last trim.
};

}  // namespace crmlink::http
