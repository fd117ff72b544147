#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "crmlink/core/clock.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/core/logger.hpp"
#include "crmlink/dip/data_dip_config.hpp"
#include "crmlink/dip/data_dip_observer.hpp"
#include "crmlink/dip/data_dip_outcome.hpp"
#include "crmlink/dip/data_dip_statistics.hpp"
#include "crmlink/dip/data_dip_ticket.hpp"
#include "crmlink/dip/late_answer.hpp"
#include "crmlink/http/trace_context.hpp"
#include "crmlink/http/transport.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// What a profile needs from its host.
struct DataDipServices {
  /// Takes the executor on which handlers without one of their own run, and the clock's waits.
  explicit DataDipServices(boost::asio::any_io_executor on_executor)
      : executor(std::move(on_executor)) {}

  boost::asio::any_io_executor executor;
  std::shared_ptr<Clock> clock;  ///< nullptr: the system's.
  Logger logger;  ///< Receives one line per failed dip, stale ones included; silent by default.
  /// Called with each answer that came after its dip had timed out, for the agent's screen; only
  /// for profiles with late_answers. Runs on `executor`, lives as long as a dip is under way. Not
  /// called for dips that were cancelled, nor once the profile's last handle is gone. Must not
  /// throw. Empty: nobody wants to know.
  std::function<void(LateAnswer)> on_late_answer;
  /// Hears of each dip as it ends; shared, lives as long as a dip is under way. Empty: nobody does,
  /// which costs nothing.
  std::shared_ptr<DataDipObserver> observer;
};

/// What one dip may do differently from its profile.
struct DataDipOptions {
  using Deadline = std::chrono::steady_clock::time_point;

  DataDipOptions() noexcept {}

  /// Shortens the profile's timeout, never extends it: the earlier of the two holds. std::nullopt:
  /// the profile's alone. On the steady clock of the services.
  std::optional<Deadline> deadline;
  /// Called when the dip is still under way after the profile's on_slow_after(): start announcement
  /// and tone here. Called at most once, on the handler's executor, never after the handler has
  /// been called. Must not throw. Empty: nobody wants to know.
  std::function<void()> on_slow;
  /// Comes back in a LateAnswer, so that the host finds the agent; never sent. Empty by default.
  std::string call_id;
  /// The trace that the dip belongs to; goes out with its request, and into the log line of a
  /// failure. A dip that shares another one's request, or is served from the cache, sends none.
  /// Empty: none.
  http::TraceContext trace;
};

/// Runs data dips: asks a web service about the call and brings back session parameters.
///
/// Identical dips that are under way at once share one request, unless the profile says otherwise;
/// each keeps its own deadline, cancellation and handler. What the profile's cache holds, and
/// requests that only late answers keep alive, go with the last handle.
///
/// Thread-safe; any number of dips may be under way at once. May be destroyed while dips are under
/// way: they go on to their end. A cheap handle: copies share everything.
class CRMLINK_EXPORT DataDipProfile {
 public:
  using Handler = boost::asio::any_completion_handler<void(DataDipOutcome)>;

  /// Makes a profile; touches no network, but lets the transport prepare for the URL, which may
  /// block for some 100 ms: make profiles when the server starts. `transport` is shared, it lives
  /// until the last dip ends.
  DataDipProfile(DataDipConfig config, std::shared_ptr<http::Transport> transport,
                 DataDipServices services);
  DataDipProfile(const DataDipProfile&);
  DataDipProfile(DataDipProfile&&) noexcept;
  DataDipProfile& operator=(const DataDipProfile&);
  DataDipProfile& operator=(DataDipProfile&&) noexcept;
  ~DataDipProfile();

  /// Returns the configuration.
  const DataDipConfig& config() const noexcept;
  /// Starts a dip ahead of its use, e.g. when the call rings; several may be under way in parallel.
  ///
  /// The dip is one like those of async_dip, with the same deadline from now on; its outcome waits
  /// in the ticket for DataDipTicket::async_join. `options.on_slow` isn't called: nobody waits yet.
  /// Drop the ticket when the call ends.
  DataDipTicket prefetch(const Variables& variables, DataDipOptions options = {}) const;

  /// Returns what the profile has done so far, all copies of the handle together.
  DataDipStatistics statistics() const;
  /// Forgets every reply that was kept, e.g. since the records behind them have changed.
  void clear_cache() const;

  /// Asks the web service, and completes with an outcome before the deadline, whatever happens.
  ///
  /// The deadline covers everything from this call to the last byte of the reply: the earlier of
  /// now + timeout and `options.deadline`; one in the past gives a time-out without sending.
  /// `variables` are the call's (call_data.hpp) and are read before this returns.
  ///
  /// Handler: `void(DataDipOutcome)`, not a Result: a dip that fails is no reason to drop a call,
  /// so that failure is a status with fallback values, and a coroutine needs no second path. Runs
  /// on its associated executor, or else on the services', exactly once, never inside this call.
  /// Cancellation: terminal, per operation; the status is `cancelled`, diagnostics().delivery says
  /// whether the service may have acted.
  template <boost::asio::completion_token_for<void(DataDipOutcome)> Token = boost::asio::deferred_t>
  auto async_dip(const Variables& variables, DataDipOptions options = {},
                 Token&& token = Token{}) const {
    return boost::asio::async_initiate<Token, void(DataDipOutcome)>(
        [](auto handler, const DataDipProfile& self, const Variables& call, DataDipOptions moved) {
          self.start_dip(call, std::move(moved), std::move(handler));
        },
        token, *this, variables, std::move(options));
  }

 private:
  class State;
  void start_dip(const Variables& variables, DataDipOptions options, Handler handler) const;
  std::shared_ptr<const State> state_;
};

}  // namespace crmlink
