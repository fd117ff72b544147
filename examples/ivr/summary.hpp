#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "call.hpp"

namespace ivr {

/// The times of some dips.
class Latencies {
 public:
  explicit Latencies(std::vector<std::chrono::nanoseconds> times);

  std::size_t count() const { return times_.size(); }
  /// Returns the time that `percent` of the dips didn't exceed (nearest rank); 100 is the longest.
  std::chrono::nanoseconds percentile(std::size_t percent) const;

 private:
  std::vector<std::chrono::nanoseconds> times_;
};

/// What came of all calls.
struct Summary {
  std::size_t calls = 0;        ///< That were started.
  std::size_t not_started = 0;  ///< Because of Ctrl-C.
  std::map<CallEnd, std::size_t> ends;
  std::map<std::string, std::size_t> queues;
  std::map<crmlink::DataDipStatus, std::vector<std::chrono::nanoseconds>> dips;
  std::map<std::string, std::size_t> reasons;  ///< Why dips failed, in words.
  std::size_t heard_tone = 0;                  ///< Calls in which a dip was slow.
  std::size_t replays = 0;  ///< Dips that were sent twice, since a kept-alive connection was dead.

  std::size_t count(CallEnd end) const;
  std::size_t failed_dips() const;
  Latencies all_dips() const;
};

/// Counts; `started` is how many of the calls began.
Summary summarise(const std::vector<CallRecord>& records, std::size_t started);

/// Returns how an end reads: `hung up by the flow`.
std::string_view to_string(CallEnd end);

}  // namespace ivr
