#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "crmlink/core/result.hpp"
#include "http/connection.hpp"
#include "http/deadline_queue.hpp"
#include "http/origin.hpp"
#include "http/phase_timer.hpp"
#include "http/resolver.hpp"

namespace crmlink::http {

/// What connections of a client are made with; all of it outlives them.
struct ConnectionServices {
  Executor executor;
  std::shared_ptr<Serial> serial;
  Resolver* resolver = nullptr;
  DeadlineQueue* deadlines = nullptr;
  BufferShelf* buffers = nullptr;
};

/// One attempt to get a connection to an origin: DNS, then address after address, then TLS.
///
/// Lives inside the client's Serial. Calls its handler exactly once, unless it is cancelled.
class Connector : public std::enable_shared_from_this<Connector>,
                  private DeadlineQueue::Hook,
                  private Stream::User {
 public:
  using Handler = std::function<void(Result<std::shared_ptr<Connection>>)>;

  Connector(const ConnectionServices& services, Origin origin, std::shared_ptr<TlsTickets> tickets)
      : services_(services), origin_(std::move(origin)), tickets_(std::move(tickets)) {}

  /// Starts; the handler may run inside this call.
  void start(std::chrono::milliseconds limit, Handler handler);
  /// Ends without calling the handler.
  void cancel();

  TimePoint began() const noexcept { return began_; }
  Phase phase() const noexcept { return timer_.phase(); }
  PhaseTimes times() const noexcept { return timer_.times(); }

 private:
  void on_deadline() override;
  void on_resolved(Result<Resolver::Endpoints> endpoints);
  void connect_next();
  void arm_for_address();
  void on_connected(boost::system::error_code code, const boost::asio::ip::tcp::endpoint& endpoint);
  void start_tls();
  void on_handshake(Result<> done) override;
  void on_written(Result<>) override {}
  void on_read(Result<std::size_t>) override {}
  void fail(Error error);
  void finish(Result<std::shared_ptr<Connection>> result);

  ConnectionServices services_;
  Origin origin_;
  std::shared_ptr<TlsTickets> tickets_;
  Handler handler_;
  Resolver::Lookup lookup_;
  Resolver::Endpoints endpoints_;
  std::size_t next_ = 0;
  std::string failures_;  ///< Why each address so far didn't answer.
  TimePoint began_{};
  TimePoint deadline_{};
  std::shared_ptr<Connection> connection_;
  PhaseTimer timer_;
};

}  // namespace crmlink::http
