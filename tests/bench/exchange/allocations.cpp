// Counts what this program allocates by standing before glibc's malloc. operator new ends up here,
// OpenSSL and libcurl too.

#include <cerrno>
#include <cstddef>

#include "exchange/meter.hpp"

// NOLINTBEGIN(readability-identifier-naming): glibc's names.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
}

namespace {
thread_local constinit std::uint64_t allocation_count = 0;
}

extern "C" {

__attribute__((visibility("default"))) void* malloc(std::size_t size) {
  ++allocation_count;
  return __libc_malloc(size);
}

__attribute__((visibility("default"))) void* calloc(std::size_t count, std::size_t size) {
  ++allocation_count;
  return __libc_calloc(count, size);
}

__attribute__((visibility("default"))) void* realloc(void* block, std::size_t size) {
  ++allocation_count;
  return __libc_realloc(block, size);
}

__attribute__((visibility("default"))) void* aligned_alloc(std::size_t alignment,
                                                           std::size_t size) {
  ++allocation_count;
  return __libc_memalign(alignment, size);
}

__attribute__((visibility("default"))) int posix_memalign(void** block, std::size_t alignment,
                                                          std::size_t size) {
  ++allocation_count;
  *block = __libc_memalign(alignment, size);
  return *block == nullptr ? ENOMEM : 0;
}

}  // extern "C"
// NOLINTEND(readability-identifier-naming)

namespace crmlink::bench {

std::uint64_t allocations() noexcept {
  return allocation_count;
}

}  // namespace crmlink::bench
