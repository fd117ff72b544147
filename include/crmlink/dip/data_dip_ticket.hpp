#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "crmlink/core/export.hpp"
#include "crmlink/dip/data_dip_outcome.hpp"

namespace crmlink {

/// Stands for a dip that was started ahead of its use, by DataDipProfile::prefetch.
///
/// A cheap handle: copies share the dip. Dropping the last one cancels the dip if it is under way;
/// joins that still wait for it then complete with status cancelled. Thread-safe; a moved-from
/// ticket may only be destroyed or assigned to.
class CRMLINK_EXPORT DataDipTicket {
 public:
  using Handler = boost::asio::any_completion_handler<void(DataDipOutcome)>;

  DataDipTicket(const DataDipTicket&);
  DataDipTicket(DataDipTicket&&) noexcept;
  DataDipTicket& operator=(const DataDipTicket&);
  DataDipTicket& operator=(DataDipTicket&&) noexcept;
  ~DataDipTicket();

  /// Returns the dip's outcome if it has arrived. A dip that timed out may get a better one later:
  /// its late answer, if the profile lets those count.
  std::optional<DataDipOutcome> outcome() const;

  /// Waits for the dip's outcome for at most `remaining`; completes at once when it has arrived.
  ///
  /// When `remaining` is over first, the outcome is a time-out with the profile's fallback values,
  /// or what the cache holds stale; dip and ticket go on, a later join may find more. Zero or less:
  /// doesn't wait. Joins of one ticket from several places get the same outcome.
  ///
  /// Handler: `void(DataDipOutcome)`, on its associated executor, or else on that of the profile's
  /// services, exactly once, never inside this call. Cancellation: terminal, per join, with status
  /// cancelled; the dip goes on.
  template <boost::asio::completion_token_for<void(DataDipOutcome)> Token = boost::asio::deferred_t>
  auto async_join(std::chrono::nanoseconds remaining, Token&& token = Token{}) const {
    return boost::asio::async_initiate<Token, void(DataDipOutcome)>(
        [](auto handler, DataDipTicket self, std::chrono::nanoseconds wait) {
          self.start_join(wait, std::move(handler));
        },
        token, *this, remaining);
  }

  /// What the copies share; internal.
  class State;
  explicit DataDipTicket(std::shared_ptr<const State> state) noexcept;

 private:
  void start_join(std::chrono::nanoseconds remaining, Handler handler) const;
  std::shared_ptr<const State> state_;
};

}  // namespace crmlink
