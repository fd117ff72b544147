#include "http/proxy_tunnel.hpp"

#include <boost/asio/post.hpp>
#include <cstring>
#include <utility>

#include "core/wipe.hpp"

namespace crmlink::http {
namespace {

// Of the reply only the head is read, and the connection of a refusal is closed: what a proxy has
// to say is a page for a browser.
constexpr std::size_t max_head_size = 16 * 1024;

bool is_success(int status) {
  return status >= 200 && status < 300;
}

std::string about(const Proxy& proxy) {
  return "proxy " + proxy.host() + ':' + std::to_string(proxy.port());
}

}  // namespace

void ProxyTunnel::open(std::shared_ptr<Connection> connection, Handler handler) {
  connection_ = std::move(connection);
  handler_ = std::move(handler);
  if (!proxy_->needs_credentials()) return send(proxy_->render_connect(authority_));
  // The password may be the host's to give: no code of the host's runs inside the Serial.
  boost::asio::post(services_.executor,
                    [self = shared_from_this(), serial = services_.serial]() mutable {
                      auto wire = self->proxy_->render_connect(self->authority_);
                      const Serial::Entry entry(std::move(serial), Serial::From::executor);
                      self->send(std::move(wire));
                    });
}

void ProxyTunnel::cancel() {
  handler_ = nullptr;
  connection_.reset();
  wipe(wire_);
}

void ProxyTunnel::send(Result<std::string> wire) {
  if (wire) wire_.swap(*wire);
  if (!handler_) return wipe(wire_);
  if (!wire) return finish(wire.error());
  connection_->lend(services_.buffers->lend());
  // A reply to HEAD ends with its head, as a tunnel's does.
  connection_->buffers().parser.restart(Method::head, ResponseLimits(max_head_size, 0));
  if (auto written = connection_->write(wire_, *this)) on_written(std::move(*written));
}

void ProxyTunnel::on_written(Result<> sent) {
  wipe(wire_);
  if (!sent) return fail(sent.error());
  read_more();
}

void ProxyTunnel::read_more() {
  auto& input = connection_->buffers().input;
  if (input.size() == buffered_) input.resize(input.size() * 2);
  connection_->read_some({input.data() + buffered_, input.size() - buffered_}, *this);
}

void ProxyTunnel::on_read(Result<std::size_t> read) {
  if (!read) return fail(read.error());
  if (*read == 0) return fail(Errc::connection_closed);
  buffered_ += *read;
  auto& buffers = connection_->buffers();
  const auto consumed = buffers.parser.consume({buffers.input.data(), buffered_});
  if (!consumed) return fail(consumed.error());
  buffered_ -= *consumed;
  std::memmove(buffers.input.data(), buffers.input.data() + *consumed, buffered_);
  buffers.parser.head_done() ? on_reply() : read_more();
}

void ProxyTunnel::on_reply() {
  const int status = connection_->buffers().parser.status();
  if (!is_success(status)) {
    ErrorInfo info(Errc::proxy_refused);
    info.detail = about(*proxy_) + " answered " + std::to_string(status);
    info.http_status = status;
    return finish(Error(std::move(info)));
  }
  // The server behind it waits for us to speak.
  if (buffered_ > 0) return fail(Errc::malformed_response);
  services_.buffers->take_back(connection_->return_buffers());
  finish({});
}

// What is wrong with the proxy must not look as if the server had answered.
void ProxyTunnel::fail(const Error& cause) {
  ErrorInfo info(Errc::connect_failed);
  info.detail = about(*proxy_) + ": " + cause.message();
  finish(Error(std::move(info)));
}

void ProxyTunnel::finish(Result<> result) {
  connection_.reset();
  if (const auto handler = std::exchange(handler_, nullptr)) handler(std::move(result));
}

}  // namespace crmlink::http
