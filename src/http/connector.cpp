#include "http/connector.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <utility>

#include "http/timeout_code.hpp"

namespace crmlink::http {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

// How long sent bytes may stay unacknowledged: a peer that vanished must not poison a pooled
// connection for minutes.
constexpr int user_timeout_ms = 20'000;

std::string to_text(const tcp::endpoint& endpoint) {
  const auto address = endpoint.address();
  const std::string host = address.is_v6() ? '[' + address.to_string() + ']' : address.to_string();
  return host + ':' + std::to_string(endpoint.port());
}

// Those that a connection also works without.
void set_options(Socket& socket) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(boost::asio::socket_base::keep_alive(true), ignored);
#ifdef TCP_USER_TIMEOUT
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &user_timeout_ms,
               sizeof(user_timeout_ms));
#endif
}

}  // namespace

void Connector::start(std::chrono::milliseconds limit, Handler handler) {
  handler_ = std::move(handler);
  began_ = std::chrono::steady_clock::now();
  deadline_ = began_ + limit;
  services_.deadlines->arm(*this, deadline_);
  timer_.enter(Phase::resolve);
  const auto self =
      shared_from_this();  // The handler may drop the last other owner inside resolve().
  auto lookup = services_.resolver->resolve(
      origin_.host, origin_.port, [weak = weak_from_this()](Result<Resolver::Endpoints> endpoints) {
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
  endpoints_ = std::move(*endpoints);
  timer_.enter(Phase::connect);
  connect_next();
}

void Connector::connect_next() {
  if (next_ == endpoints_.size()) {
    ErrorInfo info(Errc::connect_failed);
    info.detail = failures_;
    return fail(info);
  }
  const tcp::endpoint endpoint = endpoints_[next_++];
  connection_ = std::make_shared<Connection>(services_.executor, services_.serial);
  arm_for_address();
  connection_->socket().async_connect(
      endpoint, serialized(services_.serial, [self = shared_from_this(), connection = connection_,
                                              endpoint, attempt = next_](error_code code) {
        if (self->handler_ && attempt == self->next_) self->on_connected(code, endpoint);
      }));
}

// Each address gets an equal share of what is left, so that a silent one leaves time for the next.
void Connector::arm_for_address() {
  const TimePoint now = std::chrono::steady_clock::now();
  const auto addresses_left = static_cast<long>(endpoints_.size() - next_ + 1);
  services_.deadlines->arm(*this, now + (deadline_ - now) / addresses_left);
}

void Connector::on_connected(error_code code, const tcp::endpoint& endpoint) {
  // Sending would block the host's thread otherwise.
  if (!code) connection_->socket().non_blocking(true, code);
  if (code) {
    if (!failures_.empty()) failures_ += "; ";
    failures_ += to_text(endpoint) + ": " +
                 (code == boost::asio::error::operation_aborted ? "no answer" : code.message());
    connection_.reset();
    return connect_next();
  }
  services_.deadlines->arm(*this, deadline_);
  set_options(connection_->socket());
  connection_->peer = to_text(endpoint);
  if (origin_.https) return start_tls();
  finish(std::move(connection_));
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
  if (!done) return fail(done.error());
  services_.buffers->take_back(connection_->return_buffers());
  finish(std::move(connection_));
}

void Connector::on_deadline() {
  const bool more_addresses = timer_.phase() == Phase::connect && next_ < endpoints_.size();
  if (more_addresses) return connection_->close();  // on_connected goes on with the next.
  ErrorInfo info(timeout_in(timer_.phase()));
  info.detail = failures_;
  fail(info);
}

void Connector::fail(Error error) {
  ErrorInfo info(static_cast<Errc>(error.code().value()));
  info.detail = std::string(error.detail());
  info.phase = timer_.phase();
  info.elapsed = timer_.times();
  finish(Error(std::move(info)));
}

void Connector::finish(Result<std::shared_ptr<Connection>> result) {
  if (!handler_) return;
  const auto self = shared_from_this();  // The handler may let go of the last other owner.
  timer_.enter(Phase::none);
  services_.deadlines->disarm(*this);
  lookup_ = {};
  // Closing makes pending operations complete; they hold what they use.
  if (connection_) connection_->close();
  const auto handler = std::exchange(handler_, nullptr);
  const bool cancelled = !result && result.error() == Errc::cancelled;
  if (!cancelled) handler(std::move(result));
}

}  // namespace crmlink::http
