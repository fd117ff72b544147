#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "crmlink/core/result.hpp"
#include "http/connection.hpp"
#include "http/deadline_queue.hpp"
#include "http/origin.hpp"
#include "http/phase_timer.hpp"
#include "http/resolver.hpp"

namespace crmlink::http {

/// One attempt to get a connection to an origin: DNS, then address after address, then TLS.
///
/// Lives on the client's strand. Calls its handler exactly once, unless it is cancelled.
class Connector : public std::enable_shared_from_this<Connector>, private DeadlineQueue::Hook {
 public:
  using Handler = std::function<void(Result<std::unique_ptr<Connection>>)>;

  Connector(const Strand& strand, Origin origin) : strand_(strand), origin_(std::move(origin)) {}

  /// Starts; `guard` owns the resolver and the queue and is kept until the end. The handler may run
  /// inside this call.
  void start(Resolver& resolver, DeadlineQueue& deadlines, std::chrono::milliseconds limit,
             std::weak_ptr<void> guard, Handler handler);
  /// Ends without calling the handler.
  void cancel();

  Phase phase() const noexcept { return timer_.phase(); }
  PhaseTimes times() const noexcept { return timer_.times(); }

 private:
  void on_deadline() override;
  void on_resolved(Result<Resolver::Endpoints> endpoints);
  void connect_next();
  void arm_for_address();
  void on_connected(boost::system::error_code code, const boost::asio::ip::tcp::endpoint& endpoint);
  void start_tls();
  void fail(Error error);
  void finish(Result<std::unique_ptr<Connection>> result);

  Strand strand_;
  Origin origin_;
  DeadlineQueue* deadlines_ = nullptr;
  std::weak_ptr<void> guard_;  ///< Weak, since what it owns owns this.
  Handler handler_;
  Resolver::Lookup lookup_;
  Resolver::Endpoints endpoints_;
  std::size_t next_ = 0;
  std::string failures_;  ///< Why each address so far didn't answer.
  TimePoint deadline_{};
  std::unique_ptr<Connection> connection_;
  PhaseTimer timer_;
};

}  // namespace crmlink::http
