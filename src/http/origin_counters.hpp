#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "crmlink/core/error.hpp"
#include "crmlink/http/client_statistics.hpp"
#include "crmlink/http/message.hpp"

namespace crmlink::http {

/// Counts what ClientOriginStatistics tells of the past. Lives inside the client's Serial;
/// allocates nothing while it counts.
class OriginCounters {
 public:
  void count_answer(int status, const Diagnostics& diagnostics) noexcept;
  void count_failure(const Error& error, const Diagnostics& diagnostics) noexcept;
  void count_connection(bool tls, bool resumed) noexcept;
  void count_failed_connection() noexcept { ++counted_.connections_failed; }
  /// Adds what was counted for an origin that is forgotten.
  void merge(const OriginCounters& other) noexcept;

  ClientOriginStatistics read() const;

 private:
  // More than there are, and every code fits.
  static constexpr std::size_t most_codes = 64;

  void count_request(const Diagnostics& diagnostics) noexcept;

  ClientOriginStatistics counted_;  ///< Without `failures`, which would allocate.
  std::array<std::uint64_t, most_codes> failures_{};
};

}  // namespace crmlink::http
