#include "http/connector.hpp"

#include <algorithm>
#include <utility>

#include "http/timeout_code.hpp"

namespace crmlink::http {
namespace {

// Of a host with more addresses the others aren't tried: each costs a socket.
constexpr std::size_t most_addresses = 16;

}  // namespace

void Connector::start(std::chrono::milliseconds limit, Handler handler) {
  handler_ = std::move(handler);
  began_ = std::chrono::steady_clock::now();
  services_.deadlines->arm(*this, began_ + limit);
  timer_.enter(Phase::resolve);
  const auto self =
      shared_from_this();  // The handler may drop the last other owner inside resolve().
  const auto& proxy = origin_.proxy;
  auto lookup = services_.resolver->resolve(
      proxy ? proxy->host() : origin_.host, proxy ? proxy->port() : origin_.port,
      [weak = weak_from_this()](Result<Resolver::Endpoints> endpoints) {
        if (const auto connector = weak.lock()) connector->on_resolved(std::move(endpoints));
      });
  if (handler_ && timer_.phase() == Phase::resolve) lookup_ = std::move(lookup);
}

void Connector::cancel() {
  finish(Errc::cancelled);
}

void Connector::on_resolved(Result<Resolver::Endpoints> endpoints) {
  if (!handler_) return;
  if (!endpoints) return fail(endpoints.error());
  // The one way to connect(), for what DNS says as for what it said before. The proxy is the host's
  // own choice.
  auto permitted = origin_.proxy ? std::move(endpoints)
                                 : services_.guard->filter(origin_.host, std::move(*endpoints));
  if (!permitted) return fail(permitted.error());
  connect(std::move(*permitted));
}

void Connector::connect(Resolver::Endpoints endpoints) {
  timer_.enter(Phase::connect);
  services_.health->order(endpoints, std::chrono::steady_clock::now());
  endpoints.resize(std::min(endpoints.size(), most_addresses));
  race_ = std::make_shared<ConnectRace>(services_, std::move(endpoints));
  race_->start([self = weak_from_this()](std::shared_ptr<Connection> connection) {
    if (const auto connector = self.lock()) connector->on_connected(std::move(connection));
  });
}

void Connector::on_connected(std::shared_ptr<Connection> connection) {
  if (!connection) {
    ErrorInfo info(Errc::connect_failed);
    info.detail = race_->failures();
    return fail(info);
  }
  connection_ = std::move(connection);
  origin_.proxy ? open_tunnel() : go_on();
}

void Connector::open_tunnel() {
  tunnel_ = std::make_shared<ProxyTunnel>(services_, origin_.proxy, origin_.authority());
  tunnel_->open(connection_, [self = weak_from_this()](Result<> opened) {
    if (const auto connector = self.lock()) connector->on_tunnel(std::move(opened));
  });
}

void Connector::on_tunnel(Result<> opened) {
  if (!opened) {
    if (opened.error() == Errc::connect_failed) blame_address();
    return fail(opened.error());
  }
  // What goes wrong from now on isn't the proxy's fault.
  connection_->address = {};
  go_on();
}

void Connector::go_on() {
  if (origin_.https) return start_tls();
  finish(std::move(connection_));
}

void Connector::blame_address() {
  services_.health->report_failure(connection_->address, std::chrono::steady_clock::now());
}

void Connector::start_tls() {
  timer_.enter(Phase::tls);
  auto session = TlsSession::make(origin_.tls, origin_.host, tickets_);
  if (!session) return fail(session.error());
  connection_->lend(services_.buffers->lend());
  connection_->start_tls(std::move(*session), *this);
}

void Connector::on_handshake(Result<> done) {
  if (!handler_) return;
  if (!done) {
    blame_address();
    return fail(done.error());
  }
  services_.buffers->take_back(connection_->return_buffers());
  finish(std::move(connection_));
}

void Connector::on_deadline() {
  ErrorInfo info(timeout_in(timer_.phase()));
  if (connection_) {
    blame_address();
    if (timer_.phase() == Phase::connect) info.detail = "the proxy doesn't answer";
  } else if (race_) {
    race_->expire();
    info.detail = race_->failures();
  }
  fail(info);
}

void Connector::fail(Error error) {
  ErrorInfo info(static_cast<Errc>(error.code().value()));
  info.detail = std::string(error.detail());
  info.phase = timer_.phase();
  info.http_status = error.http_status();
  info.elapsed = timer_.times();
  finish(Error(std::move(info)));
}

void Connector::finish(Result<std::shared_ptr<Connection>> result) {
  if (!handler_) return;
  const auto self = shared_from_this();  // The handler may let go of the last other owner.
  timer_.enter(Phase::none);
  services_.deadlines->disarm(*this);
  lookup_ = {};
  if (race_) race_->cancel();
  if (tunnel_) tunnel_->cancel();
  // Closing makes pending operations complete; they hold what they use.
  if (connection_) connection_->close();
  const auto handler = std::exchange(handler_, nullptr);
  const bool cancelled = !result && result.error() == Errc::cancelled;
  if (!cancelled) handler(std::move(result));
}

}  // namespace crmlink::http
