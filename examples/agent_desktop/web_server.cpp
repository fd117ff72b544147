#include "web_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <chrono>
#include <deque>
#include <set>
#include <utility>

#include "csv.hpp"

namespace agent_desktop {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using namespace std::chrono_literals;
using boost::system::error_code;
using Message = http::request<http::string_body>;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr auto idle_limit = 30s;
constexpr std::size_t most_connections = 64;
constexpr std::size_t longest_header = 16 * 1024;
constexpr std::size_t longest_body = 4 * 1024;
constexpr std::size_t longest_message = 64 * 1024;
constexpr std::size_t most_queued = 256;

std::optional<Request> request_of(const Message& message) {
  auto target = crm_service::parse_target(message.target());
  if (!target) return std::nullopt;
  Request request;
  request.method = std::string(message.method_string());
  request.path = std::move(target->first);
  request.query = std::move(target->second);
  request.host = std::string(message[http::field::host]);
  request.origin = std::string(message[http::field::origin]);
  request.cookie = std::string(message[http::field::cookie]);
  request.authorization = std::string(message[http::field::authorization]);
  return request;
}

http::response<http::string_body> response_of(Reply reply, bool keep) {
  http::response<http::string_body> response(
      http::int_to_status(static_cast<unsigned>(reply.status)), 11);
  response.set(http::field::content_type, reply.content_type);
  response.set(http::field::cache_control, "no-store");
  for (const auto& [name, value] : reply.fields)
    response.insert(name, value);
  response.keep_alive(keep);
  response.body() = std::move(reply.body);
  response.prepare_payload();
  return response;
}

Reply unreadable() {
  return crm_service::problem(400, "the request can't be read, or is too long");
}

class Connection;
using Registry = std::set<Connection*>;

/// One connection: requests, and perhaps a WebSocket in the end.
class Connection final : public SocketPeer, public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, std::shared_ptr<Registry> registry)
      : socket_(std::move(socket)), all_(std::move(registry)) {
    all_->insert(this);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() override { all_->erase(this); }

  static asio::awaitable<void> serve(std::shared_ptr<Connection> self, WebApp& app);
  void send(std::string text) override;
  void close() { stream().close(); }

 private:
  beast::tcp_stream& stream() { return socket_.next_layer(); }
  asio::awaitable<bool> answer(WebApp& app, Message message);
  asio::awaitable<bool> write(Reply reply, bool keep);
  asio::awaitable<void> talk(WebApp& app, Message message);
  asio::awaitable<void> listen(WebApp& app);
  static asio::awaitable<void> write_queue(std::shared_ptr<Connection> self);

  websocket::stream<beast::tcp_stream> socket_;
  beast::flat_buffer buffer_;
  std::deque<std::string> queue_;  // The first one is being written.
  bool open_ = false;
  std::shared_ptr<Registry> all_;
};

asio::awaitable<void> Connection::serve(std::shared_ptr<Connection> self, WebApp& app) {
  for (bool keep = true; keep;) {
    http::request_parser<http::string_body> parser;
    parser.header_limit(longest_header);
    parser.body_limit(longest_body);
    self->stream().expires_after(idle_limit);
    const auto [error, size] =
        co_await http::async_read(self->stream(), self->buffer_, parser, as_result);
    if (error == http::error::header_limit || error == http::error::body_limit) {
      auto reply = unreadable();
      co_await self->write(std::move(reply), false);
    }
    if (error) co_return;
    auto message = parser.release();
    if (websocket::is_upgrade(message)) {
      co_await self->talk(app, std::move(message));
      co_return;
    }
    keep = co_await self->answer(app, std::move(message));
  }
}

/// Returns whether the connection goes on.
asio::awaitable<bool> Connection::answer(WebApp& app, Message message) {
  auto request = request_of(message);
  Reply reply = unreadable();
  stream().expires_never();
  if (request) reply = co_await app.answer(*std::move(request));
  co_return co_await write(std::move(reply), message.keep_alive());
}

asio::awaitable<bool> Connection::write(Reply reply, bool keep) {
  const auto response = response_of(std::move(reply), keep);
  stream().expires_after(idle_limit);
  const auto [error, size] = co_await http::async_write(stream(), response, as_result);
  co_return !error && keep;
}

asio::awaitable<void> Connection::talk(WebApp& app, Message message) {
  const auto request = request_of(message);
  auto refusal = request ? app.refuse_socket(*request) : unreadable();
  if (refusal) {
    co_await write(*std::move(refusal), false);
    co_return;
  }
  // From here on the WebSocket has time limits of its own: it pings who is silent.
  stream().expires_never();
  socket_.set_option(websocket::stream_base::timeout::suggested(beast::role_type::server));
  socket_.read_message_max(longest_message);
  const auto [error] = co_await socket_.async_accept(message, as_result);
  if (error) co_return;
  open_ = true;
  app.opened(shared_from_this());
  co_await listen(app);
  open_ = false;
  app.closed(*this);
}

asio::awaitable<void> Connection::listen(WebApp& app) {
  beast::flat_buffer buffer;
  while (true) {
    const auto [error, size] = co_await socket_.async_read(buffer, as_result);
    if (error || !socket_.got_text()) co_return;
    const auto bytes = buffer.cdata();
    app.said(*this, {static_cast<const char*>(bytes.data()), bytes.size()});
    buffer.consume(size);
  }
}

void Connection::send(std::string text) {
  if (!open_) return;
  if (queue_.size() == most_queued) return close();
  queue_.push_back(std::move(text));
  if (queue_.size() == 1)
    asio::co_spawn(socket_.get_executor(), write_queue(shared_from_this()), asio::detached);
}

asio::awaitable<void> Connection::write_queue(std::shared_ptr<Connection> self) {
  while (!self->queue_.empty()) {
    const auto text = asio::buffer(self->queue_.front());
    const auto [error, size] = co_await self->socket_.async_write(text, as_result);
    if (error) co_return self->queue_.clear();
    self->queue_.pop_front();
  }
}

}  // namespace

class WebServer::State : public std::enable_shared_from_this<State> {
 public:
  explicit State(asio::any_io_executor executor) : acceptor_(std::move(executor)) {}

  error_code listen(std::uint16_t port);
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  static asio::awaitable<void> accept(std::shared_ptr<State> self, WebApp& app);
  asio::any_io_executor executor() { return acceptor_.get_executor(); }
  void stop();

 private:
  tcp::acceptor acceptor_;
  std::shared_ptr<Registry> connections_ = std::make_shared<Registry>();
};

error_code WebServer::State::listen(std::uint16_t port) {
  const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
  error_code error;
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  return error;
}

asio::awaitable<void> WebServer::State::accept(std::shared_ptr<State> self, WebApp& app) {
  while (self->acceptor_.is_open()) {
    auto [error, socket] = co_await self->acceptor_.async_accept(as_result);
    if (error == asio::error::operation_aborted) co_return;
    if (error || self->connections_->size() >= most_connections) continue;
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    auto connection = std::make_shared<Connection>(std::move(socket), self->connections_);
    asio::co_spawn(self->executor(), Connection::serve(std::move(connection), app), asio::detached);
  }
}

void WebServer::State::stop() {
  error_code ignored;
  acceptor_.close(ignored);
  for (auto* const connection : *connections_)
    connection->close();
}

WebServer::WebServer(std::shared_ptr<State> state) : state_(std::move(state)) {}
WebServer::WebServer(WebServer&&) noexcept = default;
WebServer& WebServer::operator=(WebServer&&) noexcept = default;
WebServer::~WebServer() {
  if (state_) stop();
}

crmlink::Result<WebServer> WebServer::bind(asio::any_io_executor executor, std::uint16_t port) {
  auto state = std::make_shared<State>(std::move(executor));
  if (const auto error = state->listen(port))
    return crm_service::failure("port " + std::to_string(port), error.message());
  return WebServer(std::move(state));
}

std::uint16_t WebServer::port() const {
  return state_->port();
}

void WebServer::serve(WebApp& app) {
  asio::co_spawn(state_->executor(), State::accept(state_, app), asio::detached);
}

void WebServer::stop() {
  state_->stop();
}

std::string_view Request::query_value(std::string_view name) const {
  for (const auto& [known, value] : query)
    if (known == name) return value;
  return {};
}

}  // namespace agent_desktop
