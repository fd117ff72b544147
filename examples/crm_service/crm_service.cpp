#include "crm_service.hpp"

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <set>
#include <thread>
#include <utility>

#include "certificate.hpp"
#include "crmlink/dip/answering.hpp"
#include "csv.hpp"
#include "lookup.hpp"

namespace crm_service {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using namespace std::chrono_literals;
using boost::system::error_code;
using Reply = http::response<http::string_body>;
using Request = http::request<http::string_body>;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view path = "/api/lookup";
constexpr auto handshake_limit = 10s;
constexpr auto idle_limit = 30s;
constexpr auto close_limit = 1s;
constexpr auto stop_limit = 2s;

/// One client's connection, registered with the server as long as it lives.
struct Connection {
  Connection(tcp::socket socket, asio::ssl::context& tls, std::set<Connection*>& registry)
      : stream(beast::tcp_stream(std::move(socket)), tls),
        delay(stream.get_executor()),
        all(registry) {
    all.insert(this);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { all.erase(this); }

  beast::tcp_stream& transport() { return stream.next_layer(); }
  void reset() {
    error_code ignored;
    transport().socket().set_option(asio::socket_base::linger(true, 0), ignored);
    transport().socket().close(ignored);
  }

  asio::ssl::stream<beast::tcp_stream> stream;
  asio::steady_timer delay;
  beast::flat_buffer buffer;
  bool idle = true;
  std::set<Connection*>& all;
};

Reply make_reply(http::status status, std::string_view type, std::string body) {
  Reply reply(status, 11);
  reply.set(http::field::content_type, type);
  if (status == http::status::unauthorized) reply.set(http::field::www_authenticate, "Bearer");
  reply.body() = std::move(body);
  return reply;
}

Reply refusal(int status, std::string_view why) {
  return make_reply(http::int_to_status(static_cast<unsigned>(status)), "text/plain",
                    std::string(why));
}

}  // namespace

class CrmService::Server {
 public:
  Server(CustomerDirectory customers, CrmServiceOptions options, ServerCertificate certificate)
      : customers_(std::move(customers)),
        options_(std::move(options)),
        authority_pem_(std::move(certificate.authority_pem)),
        mishaps_(options_.faults, options_.seed) {
    tls_.use_certificate_chain(asio::buffer(certificate.certificate_pem));
    tls_.use_private_key(asio::buffer(certificate.key_pem), asio::ssl::context::pem);
  }
  ~Server() { stop(); }

  crmlink::Result<> start();
  void stop();
  std::uint16_t port() const { return port_; }
  const std::string& authority_pem() const { return authority_pem_; }
  CrmServiceCounts counts() const { return {requests_, delayed_, broken_}; }

 private:
  void run();
  void begin_stop();
  asio::awaitable<void> accept();
  asio::awaitable<void> serve(tcp::socket socket);
  asio::awaitable<bool> answer(Connection& connection, const Request& request);
  Reply reply_to(const Request& request, const Mishap& mishap) const;
  void log(const Reply& reply, std::chrono::steady_clock::time_point began) const;

  const CustomerDirectory customers_;
  const CrmServiceOptions options_;
  const std::string authority_pem_;
  std::uint16_t port_ = 0;
  Mishaps mishaps_;
  std::atomic<std::uint64_t> requests_ = 0;
  std::atomic<std::uint64_t> delayed_ = 0;
  std::atomic<std::uint64_t> broken_ = 0;
  bool stopping_ = false;
  std::set<Connection*> connections_;
  asio::ssl::context tls_{asio::ssl::context::tls_server};
  // Last but for the thread: what is left of the coroutines is destroyed with it.
  asio::io_context context_{1};
  tcp::acceptor acceptor_{context_};
  std::jthread thread_;
};

crmlink::Result<> CrmService::Server::start() {
  const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), options_.port);
  error_code error;
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  // A port that is bound and doesn't listen refuses connections.
  const bool listens = !mishaps_.always(FaultKind::down);
  if (!error && listens) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) return failure("port " + std::to_string(options_.port), error.message());
  port_ = acceptor_.local_endpoint().port();
  if (listens) asio::co_spawn(context_, accept(), asio::detached);
  thread_ = std::jthread([this] { run(); });
  return {};
}

void CrmService::Server::run() {
  const auto work = asio::make_work_guard(context_);
  while (!stopping_)
    context_.run_one();
  const auto limit = std::chrono::steady_clock::now() + stop_limit;
  while (!connections_.empty() && context_.run_one_until(limit) > 0) {
  }
}

void CrmService::Server::stop() {
  if (!thread_.joinable()) return;
  asio::post(context_, [this] { begin_stop(); });
  thread_.join();
}

void CrmService::Server::begin_stop() {
  stopping_ = true;
  acceptor_.close();
  for (auto* const connection : connections_) {
    connection->delay.cancel();
    if (connection->idle) connection->transport().cancel();
  }
}

asio::awaitable<void> CrmService::Server::accept() {
  while (true) {
    auto [error, socket] = co_await acceptor_.async_accept(as_result);
    if (stopping_) co_return;
    if (error) continue;
    // A reply is written right after the handshake's last message: don't wait for its ACK.
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    asio::co_spawn(context_, serve(std::move(socket)), asio::detached);
  }
}

asio::awaitable<void> CrmService::Server::serve(tcp::socket socket) {
  Connection connection(std::move(socket), tls_, connections_);
  connection.transport().expires_after(handshake_limit);
  const auto [refused] =
      co_await connection.stream.async_handshake(asio::ssl::stream_base::server, as_result);
  if (refused) co_return;

  for (bool keep = true; keep && !stopping_;) {
    http::request_parser<http::string_body> parser;
    connection.transport().expires_after(idle_limit);
    const auto [broken, size] =
        co_await http::async_read(connection.stream, connection.buffer, parser, as_result);
    if (broken) break;
    connection.idle = false;
    const auto request = parser.release();
    keep = co_await answer(connection, request);
    connection.idle = true;
  }
  if (!connection.transport().socket().is_open()) co_return;
  connection.transport().expires_after(close_limit);
  co_await connection.stream.async_shutdown(as_result);
}

/// Returns whether the connection goes on.
asio::awaitable<bool> CrmService::Server::answer(Connection& connection, const Request& request) {
  const auto began = std::chrono::steady_clock::now();
  const auto mishap = mishaps_.next();
  ++requests_;
  if (mishap.delay > 0ms) ++delayed_;
  if (mishap.kind) ++broken_;

  if (mishap.delay > 0ms && !stopping_) {
    connection.delay.expires_after(mishap.delay);
    co_await connection.delay.async_wait(as_result);
  }
  if (mishap.kind == FaultKind::down) {
    connection.reset();
    co_return false;
  }
  auto reply = reply_to(request, mishap);
  reply.keep_alive(request.keep_alive() && !stopping_);
  reply.prepare_payload();
  connection.transport().expires_after(idle_limit);
  const auto [error, size] = co_await http::async_write(connection.stream, reply, as_result);
  log(reply, began);
  co_return !error && reply.keep_alive();
}

Reply CrmService::Server::reply_to(const Request& request, const Mishap& mishap) const {
  if (request.target() != path) return refusal(404, "not found");
  if (request.method() != http::verb::post) return refusal(405, "only POST");
  if (mishap.kind == FaultKind::garbage)
    return make_reply(http::status::ok, "text/html", "<html><h1>Welcome to nginx!</h1></html>");

  const bool forget_token = mishap.kind == FaultKind::wrong_token;
  const std::string_view authorization = request[http::field::authorization];
  const auto asked = crmlink::parse_data_dip_request(
      forget_token ? std::string_view("Bearer revoked") : authorization, request.body(),
      options_.token);
  if (!asked) return refusal(asked.error().http_status(), asked.error().detail());
  return make_reply(http::status::ok, "application/json", look_up(customers_, *asked).to_json());
}

void CrmService::Server::log(const Reply& reply,
                             std::chrono::steady_clock::time_point began) const {
  if (!options_.log) return;
  const auto elapsed = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - began);
  options_.log(std::to_string(reply.result_int()) + ' ' + std::to_string(reply.body().size()) +
               " bytes, " + std::to_string(elapsed.count()) + " us");
}

CrmService::CrmService(std::unique_ptr<Server> server) : server_(std::move(server)) {}
CrmService::CrmService(CrmService&&) noexcept = default;
CrmService& CrmService::operator=(CrmService&&) noexcept = default;
CrmService::~CrmService() = default;

crmlink::Result<CrmService> CrmService::start(CustomerDirectory customers,
                                              CrmServiceOptions options) {
  auto certificate = make_server_certificate();
  if (!certificate) return certificate.error();
  auto server =
      std::make_unique<Server>(std::move(customers), std::move(options), std::move(*certificate));
  if (const auto started = server->start(); !started) return started.error();
  return CrmService(std::move(server));
}

void CrmService::stop() {
  server_->stop();
}
std::string CrmService::url() const {
  return "https://localhost:" + std::to_string(server_->port()) + std::string(path);
}
const std::string& CrmService::authority_pem() const {
  return server_->authority_pem();
}
CrmServiceCounts CrmService::counts() const {
  return server_->counts();
}

}  // namespace crm_service
