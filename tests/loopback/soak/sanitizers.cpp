// What the sanitizers ask this program when they start. They find it only when it is exported.

#if defined(__SANITIZE_ADDRESS__)
// AddressSanitizer keeps what is freed, and lets go of a tenth of it at once when it has kept
// enough. Of its usual 256 MB that takes up to 30 ms of the thread that happens to free something.
// NOLINTNEXTLINE(bugprone-reserved-identifier, readability-identifier-naming): its name.
extern "C" __attribute__((visibility("default"))) const char* __asan_default_options() {
  return "quarantine_size_mb=8";
}
#endif

#if defined(__SANITIZE_THREAD__)
// What ThreadSanitizer reports and is none of ours: Boost.Asio counts an executor's references with
// a fence before the last one deletes it (any_executor.hpp), and the sanitizer doesn't see fences.
// NOLINTNEXTLINE(bugprone-reserved-identifier, readability-identifier-naming): its name.
extern "C" __attribute__((visibility("default"))) const char* __tsan_default_suppressions() {
  return "race:boost::asio::execution::detail::shared_target_executor\n";
}
#endif
