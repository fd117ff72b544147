#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "crmlink/core/error.hpp"
#include "crmlink/core/phase_latencies.hpp"

namespace crmlink::http {

/// What a Client did at one origin. Counts are since it was first used; each redirect that is
/// followed is a request of its own.
struct ClientOriginStatistics {
  /// How many classes of statuses there are, 0xx included.
  static constexpr std::size_t status_class_count = 6;

  std::string origin;  ///< `https://crm.example:443`; empty for ClientStatistics::others.

  std::size_t idle = 0;        ///< Connections that are free, now; expired ones possibly included.
  std::size_t leased = 0;      ///< Connections that carry a request, now.
  std::size_t connecting = 0;  ///< Connections that are being made, now.
  std::size_t waiting = 0;     ///< Requests that wait for one of these, now.

  std::uint64_t requests = 0;  ///< Requests that have ended: answered, or failed.
  std::uint64_t answered = 0;  ///< Those with a whole reply, of any status.
  std::uint64_t attempts = 0;  ///< What they took: a replay on a fresh connection is a second one.
  std::uint64_t reused_connection = 0;  ///< Those whose last attempt a kept-alive one carried.
  /// Replies by the first digit of their status.
  std::array<std::uint64_t, status_class_count> by_status_class{};
  std::map<Errc, std::uint64_t> failures;  ///< Requests without a reply, by reason.

  std::uint64_t connections_made = 0;    ///< Connections that stood, TLS included.
  std::uint64_t connections_failed = 0;  ///< Attempts at one that failed; cancelled ones aren't.
  std::uint64_t tls_made = 0;            ///< Those connections that are TLS.
  std::uint64_t tls_resumed = 0;         ///< Those of them that resumed an earlier session.

  /// Each request, from its start to its end, and the time that it spent in each phase;
  /// `latencies.total().count()` is `requests`.
  PhaseLatencies latencies;

  /// Returns how many requests failed.
  std::uint64_t failed() const noexcept { return requests - answered; }
};

/// What a Client did: a snapshot for metrics, a value of some 20 KB for each origin.
struct ClientStatistics {
  std::vector<ClientOriginStatistics> origins;  ///< In the order of their names.
  /// What isn't told by origin: requests that were refused before they got to one (guard, proxy,
  /// TLS configuration, closed), and the sum of the origins beyond ClientOptions::max_origins. So
  /// no count is ever lost.
  ClientOriginStatistics others;
};

}  // namespace crmlink::http
