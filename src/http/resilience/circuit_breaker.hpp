#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "crmlink/http/resilience_options.hpp"
#include "crmlink/http/resilience_statistics.hpp"
#include "http/resilience/time_point.hpp"

namespace crmlink::http {

/// What an attempt says about the server.
enum class Verdict : std::uint8_t {
  success,
  failure,
  neutral,  ///< Nothing: it was cancelled, or failed on our side.
};

/// Opens after failures, lets probes through after a while, closes when they succeed. No I/O, no
/// clock; one thread at a time.
class CircuitBreaker {
 public:
  /// What an attempt got on entering and gives back on leaving. The epoch tells whether the breaker
  /// has changed its state meanwhile: what began before says nothing about now.
  struct Pass {
    std::uint64_t epoch = 0;
  };

  explicit CircuitBreaker(const BreakerOptions& options) noexcept;

  /// Lets an attempt through, or not.
  std::optional<Pass> enter(SteadyTime now) noexcept;
  /// Ends an attempt; returns whether the breaker opened by it.
  bool leave(Pass pass, Verdict verdict, SteadyTime now) noexcept;

  /// Returns whether enter() would let one through.
  bool would_enter(SteadyTime now) const noexcept;
  /// The state that an attempt would find.
  BreakerState state(SteadyTime now) const noexcept;
  /// When an open breaker probes; the epoch otherwise.
  SteadyTime open_until() const noexcept { return open_until_; }

 private:
  static constexpr std::int64_t bucket_count = 10;
  struct Bucket {
    std::int64_t number = -1;
    unsigned attempts = 0;
    unsigned failures = 0;
  };

  bool enabled() const noexcept;
  void change_to(BreakerState state) noexcept;
  void open(SteadyTime now) noexcept;
  bool leave_closed(Verdict verdict, SteadyTime now) noexcept;
  bool leave_half_open(Verdict verdict, SteadyTime now) noexcept;
  void count(Verdict verdict, SteadyTime now) noexcept;
  bool is_too_bad(SteadyTime now) const noexcept;
  std::int64_t bucket_number(SteadyTime now) const noexcept;

  BreakerOptions options_;
  BreakerState state_ = BreakerState::closed;
  std::uint64_t epoch_ = 1;
  unsigned consecutive_ = 0;
  std::array<Bucket, bucket_count> buckets_{};
  SteadyTime open_until_{};
  unsigned probes_out_ = 0;
  unsigned probes_succeeded_ = 0;
};

}  // namespace crmlink::http
