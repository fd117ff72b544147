#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "crmlink/core/result.hpp"
#include "http/connect_race.hpp"
#include "http/connection.hpp"
#include "http/connection_services.hpp"
#include "http/origin.hpp"
#include "http/phase_timer.hpp"
#include "http/proxy_tunnel.hpp"

namespace crmlink::http {

/// One attempt to get a connection to an origin: DNS, then whichever address answers first,
/// the tunnel through a proxy, TLS.
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
  void connect(Resolver::Endpoints endpoints);
  void on_connected(std::shared_ptr<Connection> connection);
  void open_tunnel();
  void on_tunnel(Result<> opened);
  void go_on();
  void blame_address();
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
  std::shared_ptr<ConnectRace> race_;
  std::shared_ptr<ProxyTunnel> tunnel_;
  TimePoint began_{};
  std::shared_ptr<Connection> connection_;
  PhaseTimer timer_;
};

}  // namespace crmlink::http
