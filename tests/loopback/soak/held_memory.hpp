#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
// GCC has the function and not its header.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#else
#include <malloc.h>
#endif

namespace crmlink::test::soak {

/// What may be held more after the last third of a run than after the second: buffers that are kept
/// for the next request come and go. A leak of 150 bytes a call is more in a run of 30 s.
inline constexpr std::ptrdiff_t most_growth = 512 * 1024;

/// Returns how many bytes are allocated.
inline std::size_t held_memory() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return __sanitizer_get_current_allocated_bytes();
#else
  return ::mallinfo2().uordblks;
#endif
}

}  // namespace crmlink::test::soak
