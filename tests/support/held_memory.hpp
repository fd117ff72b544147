#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CRMLINK_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CRMLINK_SANITIZED
#endif
#endif

#ifdef CRMLINK_SANITIZED
// GCC has the function and not its header.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#else
#include <malloc.h>
#endif

namespace crmlink::test {

/// Returns how many bytes are allocated; what a sanitizer holds back of what was freed isn't.
inline std::size_t held_memory() {
#ifdef CRMLINK_SANITIZED
  return __sanitizer_get_current_allocated_bytes();
#else
  return ::mallinfo2().uordblks;
#endif
}

}  // namespace crmlink::test
