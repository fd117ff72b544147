#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/http/priority.hpp"

namespace crmlink::http {

/// Says whether an origin may be asked.
enum class BreakerState : std::uint8_t {
  closed,     ///< It may.
  open,       ///< It failed, and is left alone.
  half_open,  ///< A few probes find out.
};

/// Returns the name of a state, as the enumerator is spelled; static storage.
CRMLINK_EXPORT std::string_view to_string(BreakerState state) noexcept;

/// One quota of a server, as far as its replies told it.
struct KnownLimit {
  std::optional<std::uint64_t> limit;      ///< Requests per window.
  std::optional<std::uint64_t> remaining;  ///< What is left of them.
  /// The time to the reset when the reply came; std::nullopt: the reply didn't say.
  std::optional<std::chrono::milliseconds> resets_in;

  bool known() const noexcept { return limit || remaining || resets_in; }
};

/// One lane of one origin; counts are since the origin was first used.
struct LaneStatistics {
  std::size_t under_way = 0;       ///< Attempts, now.
  std::size_t waiting = 0;         ///< Requests, now.
  std::uint64_t granted = 0;       ///< Attempts that got their turn.
  std::uint64_t waited = 0;        ///< Those of them that had to wait for it.
  std::uint64_t queue_full = 0;    ///< Requests refused because too many waited.
  std::uint64_t rate_limited = 0;  ///< Requests refused because the server's limit left no time.
};

/// One origin; counts are since it was first used.
struct OriginStatistics {
  std::string origin;                ///< `https://crm.example:443`.
  std::uint64_t requests = 0;        ///< Requests that asked this origin first.
  std::uint64_t attempts = 0;        ///< Attempts begun here, all kinds.
  std::uint64_t failures = 0;        ///< Attempts that counted as failures for the breaker.
  std::uint64_t retries = 0;         ///< Attempts that repeated one here.
  std::uint64_t failovers = 0;       ///< Attempts that came from another origin.
  std::uint64_t budget_refused = 0;  ///< Retries that the budget didn't allow.
  double budget_left = 0;            ///< Retries that it allows now.
  std::uint64_t hedges = 0;          ///< Second copies sent.
  std::uint64_t hedges_won = 0;      ///< Those that answered first.
  BreakerState breaker = BreakerState::closed;
  std::uint64_t breaker_opened = 0;                  ///< How often it opened.
  std::uint64_t breaker_refused = 0;                 ///< Requests that it turned away.
  std::array<LaneStatistics, priority_count> lanes;  ///< Indexed by Priority.
  KnownLimit brief_limit;  ///< The quota per second, minute or the like that was last told.
  KnownLimit daily_limit;  ///< The quota per day that was last told.
  std::chrono::milliseconds stopped_for{0};  ///< Until a used-up quota is reset; zero: not stopped.
  std::chrono::microseconds median_latency{0};  ///< Of recent answers; zero: none yet.
};

/// A snapshot for metrics; a plain value.
struct ResilienceStatistics {
  std::vector<OriginStatistics> origins;  ///< In the order of their names.
};

}  // namespace crmlink::http
