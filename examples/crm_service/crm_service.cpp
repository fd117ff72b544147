#include "crm_service.hpp"

#include <array>
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
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/file_body.hpp>
#include <boost/beast/http/message_generator.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <charconv>
#include <chrono>
#include <set>
#include <thread>
#include <utility>

#include "certificate.hpp"
#include "csv.hpp"
#include "html.hpp"
#include "router.hpp"

namespace crm_service {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using namespace std::chrono_literals;
using boost::system::error_code;
using Reply = http::response<http::string_body>;
using FileReply = http::response<http::file_body>;
using Parser = http::request_parser<http::buffer_body>;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view dip_path = "/api/lookup";
constexpr std::size_t piece_size = 16 * 1024;
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

/// Returns the head of a request; std::nullopt when its target isn't one.
std::optional<WebRequest> head_of(const Parser& parser) {
  const auto& message = parser.get();
  auto target = parse_target(message.target());
  if (!target) return std::nullopt;
  WebRequest head;
  head.method = std::string(message.method_string());
  head.path = std::move(target->first);
  head.query = std::move(target->second);
  head.authorization = std::string(message[http::field::authorization]);
  head.cookie = std::string(message[http::field::cookie]);
  head.content_type = std::string(message[http::field::content_type]);
  head.idempotency_key = std::string(message["Idempotency-Key"]);
  if (!parser.chunked()) head.content_length = parser.content_length().value_or(0);
  return head;
}

template <class Message>
Message message_of(const WebReply& reply, bool keep) {
  Message message(http::int_to_status(static_cast<unsigned>(reply.status)), 11);
  if (reply.status != 204) message.set(http::field::content_type, reply.content_type);
  message.set(http::field::cache_control, "no-store");
  for (const auto& [name, value] : reply.fields)
    message.insert(name, value);
  message.keep_alive(keep);
  return message;
}

http::message_generator message_of(WebReply reply, bool keep) {
  if (!reply.file.empty()) {
    auto message = message_of<FileReply>(reply, keep);
    error_code error;
    message.body().open(reply.file.c_str(), beast::file_mode::scan, error);
    message.prepare_payload();
    if (!error) return message;
    reply = problem(500, "the file is gone");
  }
  auto message = message_of<Reply>(reply, keep);
  message.body() = std::move(reply.body);
  message.prepare_payload();
  return message;
}

}  // namespace

class CrmService::Server {
 public:
  Server(CrmDatabase database, FileStore files, CrmServiceOptions options,
         ServerCertificate certificate)
      : crm_(std::move(database), std::move(files), options.token, options.max_file_bytes),
        options_(std::move(options)),
        authority_pem_(std::move(certificate.authority_pem)),
        mishaps_(options_.faults, options_.seed) {
    tls_.use_certificate_chain(asio::buffer(certificate.certificate_pem));
    tls_.use_private_key(asio::buffer(certificate.key_pem), asio::ssl::context::pem);
  }
  ~Server() { stop(); }

  crmlink::Result<> start();
  void stop();
  void set_faults(std::vector<Fault> faults);
  std::string base_url() const { return "https://localhost:" + std::to_string(port_); }
  const std::string& authority_pem() const { return authority_pem_; }
  CrmServiceCounts counts() const { return {requests_, delayed_, broken_}; }

 private:
  void run();
  void begin_stop();
  asio::awaitable<void> accept();
  asio::awaitable<void> serve(tcp::socket socket);
  asio::awaitable<bool> answer(Connection& connection, Parser& parser);
  asio::awaitable<std::optional<WebReply>> receive(Connection& connection, Parser& parser,
                                                   Exchange& exchange);
  asio::awaitable<std::optional<Mishap>> suffer(Connection& connection);
  asio::awaitable<bool> send(Connection& connection, WebReply reply, bool keep);
  asio::awaitable<void> discard(Connection& connection);
  void log(const WebReply& reply, std::chrono::steady_clock::time_point began) const;

  Crm crm_;
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
  crm_.base_url = base_url();
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

void CrmService::Server::set_faults(std::vector<Fault> faults) {
  asio::post(context_, [this, faults = std::move(faults)]() mutable {
    mishaps_ = Mishaps(std::move(faults), options_.seed);
  });
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
    Parser parser;
    parser.body_limit(boost::none);
    connection.transport().expires_after(idle_limit);
    const auto [broken, size] =
        co_await http::async_read_header(connection.stream, connection.buffer, parser, as_result);
    if (broken) break;
    connection.idle = false;
    keep = co_await answer(connection, parser);
    connection.idle = true;
  }
  if (!connection.transport().socket().is_open()) co_return;
  connection.transport().expires_after(close_limit);
  co_await connection.stream.async_shutdown(as_result);
}

/// Returns whether the connection goes on.
asio::awaitable<bool> CrmService::Server::answer(Connection& connection, Parser& parser) {
  const auto began = std::chrono::steady_clock::now();
  auto head = head_of(parser);
  if (!head) {
    co_await send(connection, problem(400, "the target can't be read"), false);
    co_return false;
  }
  Exchange exchange(crm_, *std::move(head));
  auto reply = co_await receive(connection, parser, exchange);
  if (!reply && !parser.is_done()) co_return false;
  const bool read = parser.is_done();
  const auto mishap = co_await suffer(connection);
  if (!mishap) co_return false;
  if (mishap->kind == FaultKind::busy) reply = problem(503, "the CRM is busy");
  if (mishap->kind == FaultKind::garbage)
    reply = Html().raw("<h1>Welcome to nginx!</h1>").to_page(200, "nginx");
  if (mishap->kind == FaultKind::wrong_token) reply = problem(401, "the token was revoked");
  if (!reply) reply = exchange.finish();
  if (mishap->kind == FaultKind::lost) {
    connection.reset();
    co_return false;
  }
  log(*reply, began);
  const bool keep = read && parser.get().keep_alive() && !stopping_;
  const bool sent = co_await send(connection, *std::move(reply), keep);
  if (sent && !read) co_await discard(connection);
  co_return sent&& keep;
}

/// Reads the body; returns an answer that doesn't wait for the rest of it.
asio::awaitable<std::optional<WebReply>> CrmService::Server::receive(Connection& connection,
                                                                     Parser& parser,
                                                                     Exchange& exchange) {
  if (parser.get()[http::field::expect] == "100-continue" && !parser.is_done()) {
    Reply go_on(http::status::continue_, 11);
    const auto [error, size] = co_await http::async_write(connection.stream, go_on, as_result);
    if (error) co_return std::nullopt;
  }
  std::array<char, piece_size> piece;
  while (!parser.is_done()) {
    auto& body = parser.get().body();
    body.data = piece.data();
    body.size = piece.size();
    connection.transport().expires_after(idle_limit);
    const auto [error, size] =
        co_await http::async_read(connection.stream, connection.buffer, parser, as_result);
    if (error && error != http::error::need_buffer) co_return std::nullopt;
    auto answer = exchange.take({piece.data(), piece.size() - body.size});
    if (answer) co_return answer;
  }
  co_return std::nullopt;
}

/// Lets happen what goes wrong with this request; std::nullopt when its connection broke.
asio::awaitable<std::optional<Mishap>> CrmService::Server::suffer(Connection& connection) {
  const auto mishap = mishaps_.next();
  ++requests_;
  if (mishap.delay > 0ms) ++delayed_;
  if (mishap.kind) ++broken_;
  if (mishap.delay > 0ms && !stopping_) {
    connection.delay.expires_after(mishap.delay);
    co_await connection.delay.async_wait(as_result);
  }
  if (mishap.kind != FaultKind::down) co_return mishap;
  connection.reset();
  co_return std::nullopt;
}

asio::awaitable<bool> CrmService::Server::send(Connection& connection, WebReply reply, bool keep) {
  auto message = message_of(std::move(reply), keep);
  connection.transport().expires_after(idle_limit);
  const auto [error, size] =
      co_await beast::async_write(connection.stream, std::move(message), as_result);
  co_return !error;
}

/// Reads on for a while: a connection that closes with unread bytes is reset, and the client
/// wouldn't see the answer.
asio::awaitable<void> CrmService::Server::discard(Connection& connection) {
  connection.transport().expires_after(close_limit);
  std::array<char, piece_size> piece;
  while (true) {
    const auto buffer = asio::buffer(piece);
    const auto [error, size] = co_await connection.stream.async_read_some(buffer, as_result);
    if (error) co_return;
  }
}

void CrmService::Server::log(const WebReply& reply,
                             std::chrono::steady_clock::time_point began) const {
  if (!options_.log) return;
  const auto elapsed = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - began);
  options_.log(std::to_string(reply.status) + ' ' + std::to_string(reply.body.size()) + " bytes, " +
               std::to_string(elapsed.count()) + " us");
}

CrmService::CrmService(std::unique_ptr<Server> server) : server_(std::move(server)) {}
CrmService::CrmService(CrmService&&) noexcept = default;
CrmService& CrmService::operator=(CrmService&&) noexcept = default;
CrmService::~CrmService() = default;

crmlink::Result<CrmService> CrmService::start(const CustomerDirectory& customers,
                                              CrmServiceOptions options) {
  auto database = CrmDatabase::open(options.database, customers.customers());
  if (!database) return database.error();
  auto files = FileStore::open(options.database);
  if (!files) return files.error();
  auto certificate = make_server_certificate();
  if (!certificate) return certificate.error();
  auto server = std::make_unique<Server>(std::move(*database), std::move(*files),
                                         std::move(options), std::move(*certificate));
  if (const auto started = server->start(); !started) return started.error();
  return CrmService(std::move(server));
}

void CrmService::stop() {
  server_->stop();
}
void CrmService::set_faults(std::vector<Fault> faults) {
  server_->set_faults(std::move(faults));
}
std::string CrmService::url() const {
  return base_url() + std::string(dip_path);
}
std::string CrmService::base_url() const {
  return server_->base_url();
}
const std::string& CrmService::authority_pem() const {
  return server_->authority_pem();
}
CrmServiceCounts CrmService::counts() const {
  return server_->counts();
}

}  // namespace crm_service
