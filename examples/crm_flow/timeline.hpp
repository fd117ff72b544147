#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/crm/crm_outcome.hpp"

namespace crm_flow {

/// One line of what happened.
struct Moment {
  std::chrono::milliseconds at{0};  ///< Since the ring.
  std::string step;                 ///< What the host did: `ring`, `transfer`.
  std::string endpoint;             ///< What the CRM was asked; empty: nothing.
  std::string method;
  std::string url;     ///< Masked.
  int status = 0;      ///< Of HTTP; zero: no reply.
  std::string result;  ///< What came of it.
  std::string note;    ///< Why, or what was wrong.
  std::chrono::nanoseconds elapsed{0};
  bool good = true;
};

/// What happened in a call.
class Timeline {
 public:
  Timeline() : began_(std::chrono::steady_clock::now()) {}

  using TimePoint = std::chrono::steady_clock::time_point;

  /// Adds what an operation did that ends now: a line for each of its steps. `sent` is when its
  /// requests began.
  void add(std::string_view step, const crmlink::CrmOutcome& outcome, std::vector<TimePoint> sent);
  /// Adds something that isn't a request.
  void add(std::string_view step, std::string result, std::string note = {}, bool good = true);

  /// Returns what was added, in the order in which it happened.
  const std::vector<Moment>& moments() const { return moments_; }
  std::chrono::milliseconds elapsed() const { return since_ring(TimePoint::clock::now()); }
  /// Returns how many requests were sent, and how long they took together.
  std::size_t requests() const { return requests_; }
  std::chrono::nanoseconds asked() const;

 private:
  void insert(Moment moment);
  std::chrono::milliseconds since_ring(TimePoint when) const;

  TimePoint began_;
  std::vector<Moment> moments_;
  std::size_t requests_ = 0;
};

}  // namespace crm_flow
