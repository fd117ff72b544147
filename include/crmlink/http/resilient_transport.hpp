#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>

#include "crmlink/core/clock.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/core/logger.hpp"
#include "crmlink/http/resilience_options.hpp"
#include "crmlink/http/resilience_statistics.hpp"
#include "crmlink/http/transport.hpp"

namespace crmlink::http {

/// What a ResilientTransport needs from its host.
struct ResilienceServices {
  /// Names where the transport works; the clock is the real one.
  explicit ResilienceServices(boost::asio::any_io_executor on) : executor(std::move(on)) {}

  boost::asio::any_io_executor executor;  ///< Must stay usable until the last handler has run.
  std::shared_ptr<Clock> clock;           ///< Empty: the real one, on `executor`.
  Logger logger;  ///< Receives a line for each retry, and when an origin is stopped; silent.
};

/// A transport on a transport that survives a slow, failing or limiting server: retries, circuit
/// breaker, alternative URLs, hedging, lanes by priority over one rate limit.
///
/// All state is per origin. A request for which nothing is configured passes straight through. The
/// deadline covers everything, waits for a turn and between attempts included; no attempt begins
/// that can't finish in time. Of what was sent and of what came back, the reply's diagnostics() and
/// the Error tell the sum over all attempts: attempts(), elapsed (waits for a turn and between
/// attempts count as Phase::queue), and delivery(), where maybe_applied wins over not_sent; a
/// hedge that answers first leaves the other out of the sum.
///
/// When all attempts fail, the last one's result is the request's: a Response with its status, or
/// an Error. Errors of its own, nothing having been sent: Errc::breaker_open, Errc::rate_limited,
/// Errc::queue_full (all of Condition::overload) and Errc::queue_timeout.
///
/// Thread-safe. No timer runs when nothing is under way. Destroying it cancels what is under way,
/// but for what passed straight through; the handlers still run, with Errc::cancelled.
class CRMLINK_EXPORT ResilientTransport : public Transport {
 public:
  /// Makes a transport that sends through `inner`, which may serve others too.
  ResilientTransport(std::shared_ptr<Transport> inner, ResilienceServices services,
                     ResilienceOptions options = {});
  ~ResilientTransport() override;
  ResilientTransport(const ResilientTransport&) = delete;
  ResilientTransport& operator=(const ResilientTransport&) = delete;

  void prepare(const Url& url) override;
  /// Returns a snapshot of every origin that is kept in mind. Callable from any thread, also inside
  /// a handler or a log sink.
  ResilienceStatistics statistics() const;

 protected:
  void start_send(Request request, Deadline deadline, SendHandler handler) override;

 private:
  std::shared_ptr<Transport> inner_;
  std::shared_ptr<class ResilienceState> state_;
};

}  // namespace crmlink::http
