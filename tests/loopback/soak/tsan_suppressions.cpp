// What ThreadSanitizer reports and is none of ours: Boost.Asio counts an executor's references with
// a fence before the last one deletes it (any_executor.hpp), and the sanitizer doesn't see fences.
#if defined(__SANITIZE_THREAD__)
// NOLINTNEXTLINE(bugprone-reserved-identifier, readability-identifier-naming): the sanitizer's
// name.
extern "C" const char* __tsan_default_suppressions() {
  return "race:boost::asio::execution::detail::shared_target_executor\n";
}
#endif
