#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crmlink/core/export.hpp"

namespace crmlink {

/// Names the stage of an exchange with a server, in the order in which the stages happen.
enum class Phase : std::uint8_t {
  none,     ///< Not under way: before the first stage, or not an exchange at all.
  queue,    ///< Waiting for a connection of the pool.
  resolve,  ///< Looking up the host's addresses.
  connect,  ///< Connecting the socket.
  tls,      ///< Shaking hands, verifying the peer.
  send,     ///< Sending the request.
  wait,     ///< The request is out, nothing of the reply has come.
  receive,  ///< From the first to the last byte of the reply.
  parse,    ///< Reading the reply's content.
};

/// The number of enumerators of Phase.
inline constexpr std::size_t phase_count = 9;

/// Returns the lower-case name of a phase, as the enumerator is spelled; static storage.
CRMLINK_EXPORT std::string_view to_string(Phase phase) noexcept;

/// Says how far a request got, and so whether it is safe to send it again.
enum class Delivery : std::uint8_t {
  not_sent,       ///< No byte of it reached the socket: the server can't have acted.
  maybe_applied,  ///< Some or all of it was sent, no reply came: the server may have acted.
  answered,       ///< The head of a reply arrived.
};

/// Returns the name of a delivery, as the enumerator is spelled; static storage.
CRMLINK_EXPORT std::string_view to_string(Delivery delivery) noexcept;

/// Holds the time spent in each phase of one operation; phases that were not entered are zero.
///
/// A plain value; safe to copy between threads.
class PhaseTimes {
 public:
  /// Adds `elapsed` to what was spent in `phase` (a retried operation passes a phase twice).
  constexpr void add(Phase phase, std::chrono::nanoseconds elapsed) noexcept {
    spent_[static_cast<std::size_t>(phase)] += elapsed;
  }

  /// Returns the time spent in `phase`; zero when it wasn't entered.
  constexpr std::chrono::nanoseconds operator[](Phase phase) const noexcept {
    return spent_[static_cast<std::size_t>(phase)];
  }

  /// Returns the sum over all phases.
  constexpr std::chrono::nanoseconds total() const noexcept {
    std::chrono::nanoseconds sum{0};
    for (const auto spent : spent_)
      sum += spent;
    return sum;
  }

 private:
  std::array<std::chrono::nanoseconds, phase_count> spent_{};
};

}  // namespace crmlink
