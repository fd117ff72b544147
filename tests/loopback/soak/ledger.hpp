#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace crmlink::test::soak {

/// Keeps account of all calls: how often each ended, how, and how late. Thread-safe.
class Ledger {
 public:
  explicit Ledger(std::size_t calls);

  /// Notes that the call's handler ran; `late` as a user sees it, and without what the machine
  /// added.
  void note_end(std::size_t number, const std::string& outcome, std::chrono::nanoseconds late,
                std::chrono::nanoseconds late_by_client);
  /// Notes something that must not happen.
  void complain(std::size_t number, const std::string& what);

  /// Waits until so many calls have ended. Returns false when that takes longer than `patience`.
  bool wait_for(std::size_t calls, std::chrono::seconds patience) const;
  /// Prints how the calls ended and how late they were.
  void print() const;
  /// Complains when more than one in fifty ended later than `most_late`, or any ten times as late,
  /// and of calls that didn't end exactly once. Returns how many complaints there are. The goal is
  /// that none is later than `most_late`, which a sanitized build misses in some runs.
  std::size_t settle(std::size_t calls, std::chrono::milliseconds most_late);

 private:
  mutable std::mutex mutex_;
  std::deque<std::atomic<int>> ends_;
  std::atomic<std::size_t> ended_ = 0;
  std::map<std::string, std::size_t> outcomes_;
  std::vector<std::chrono::nanoseconds> late_;
  std::vector<std::chrono::nanoseconds> late_by_client_;
  std::size_t complaints_ = 0;
};

}  // namespace crmlink::test::soak
