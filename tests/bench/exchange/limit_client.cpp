// One thread, edge-triggered epoll, one send, one recv, OpenSSL on the socket, and nothing else: no
// time-outs, no errors but abort(). What any client costs at least.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "exchange/bench_client.hpp"
#include "exchange/limit_work.hpp"
#include "exchange/trust.hpp"
#include "testing/socket.hpp"

namespace crmlink::bench {
namespace {

constexpr int buffer_size = 16384;

enum class State : std::uint8_t { connecting, handshaking, idle, receiving };

struct Connection {
  testing::Descriptor socket;
  SSL* ssl = nullptr;
  State state = State::connecting;
  std::size_t slot = 0;
  std::string partial;  ///< Of a reply that came in pieces.

  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() {
    // Without it OpenSSL takes the session for broken and won't resume it.
    if (ssl != nullptr) SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(ssl);
  }
};

class LimitClient : public BenchClient {
 public:
  LimitClient(const Setup& setup, Listener& listener)
      : BenchClient(listener),
        setup_(setup),
        epoll_(epoll_create1(EPOLL_CLOEXEC)),
        context_(setup.tls ? make_client_context(setup.root) : nullptr) {
    const bool dip = setup.work == Work::dip;
    head_ = (dip ? "POST " : "GET ") + setup.target() + " HTTP/1.1\r\nHost: " + setup.authority() +
            "\r\nUser-Agent: limit\r\nAuthorization: Bearer " + std::string(bearer) + "\r\n";
    if (dip) head_ += "Content-Type: application/json\r\nContent-Length: ";
    if (context_) session_.emplace(context_.get());
  }
  ~LimitClient() override { connections_.clear(); }

  void start(std::size_t slot) override {
    if (!idle_.empty()) {
      auto& connection = *idle_.back();
      idle_.pop_back();
      connection.slot = slot;
      return send(connection);
    }
    if (open_ < setup_.connections) return connect(slot);
    waiting_.push_back(slot);
  }

  void run() override {
    while (!stopped_)
      step(-1);
    stopped_ = false;
  }

  void run_until(TimePoint when) override {
    while (!stopped_ && std::chrono::steady_clock::now() < when)
      step(0);
    stopped_ = false;
  }

  void stop() override { stopped_ = true; }

 private:
  void step(int timeout) {
    std::array<epoll_event, 256> events;
    const int count = epoll_wait(epoll_.get(), events.data(), events.size(), timeout);
    for (int i = 0; i < count; ++i) {
      const auto& event = events[static_cast<std::size_t>(i)];
      on_ready(*static_cast<Connection*>(event.data.ptr), event.events);
    }
  }

  void on_ready(Connection& connection, std::uint32_t events) {
    if (connection.state == State::connecting) return on_connected(connection);
    if ((events & EPOLLIN) == 0) return;
    if (connection.state == State::handshaking) return shake_hands(connection);
    if (connection.state == State::receiving) receive(connection);
  }

  void connect(std::size_t slot) {
    ++open_;
    auto& connection = *connections_.emplace_back(std::make_unique<Connection>());
    connection.slot = slot;
    connection.socket = testing::Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    const int fd = connection.socket.get();
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(setup_.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr generic{};
    std::memcpy(&generic, &address, sizeof generic);
    if (::connect(fd, &generic, sizeof generic) != 0 && errno != EINPROGRESS)
      give_up("limit: connect");
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLET;
    event.data.ptr = &connection;
    epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event);
  }

  void on_connected(Connection& connection) {
    if (!context_) return send(connection);
    connection.ssl = SSL_new(context_.get());
    SSL_set_fd(connection.ssl, connection.socket.get());
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection.ssl), "127.0.0.1");
    SSL_set_connect_state(connection.ssl);
    session_->offer(connection.ssl);
    connection.state = State::handshaking;
    shake_hands(connection);
  }

  void shake_hands(Connection& connection) {
    const int done = SSL_do_handshake(connection.ssl);
    if (done == 1) return send(connection);
    if (SSL_get_error(connection.ssl, done) != SSL_ERROR_WANT_READ) give_up("limit: handshake");
  }

  void send(Connection& connection) {
    render();
    connection.state = State::receiving;
    const auto size = static_cast<ssize_t>(request_.size());
    const auto sent =
        connection.ssl != nullptr
            ? SSL_write(connection.ssl, request_.data(), static_cast<int>(size))
            : ::send(connection.socket.get(), request_.data(), request_.size(), MSG_NOSIGNAL);
    if (sent != size) give_up("limit: send");
  }

  void render() {
    request_.assign(head_);
    if (setup_.work == Work::crm_call) return void(request_.append("\r\n"));
    body_.clear();
    templates_.append_body(body_);
    std::array<char, 16> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), body_.size()).ptr;
    request_.append(digits.data(), end).append("\r\n\r\n").append(body_);
  }

  void receive(Connection& connection) {
    const auto count = connection.ssl != nullptr
                           ? SSL_read(connection.ssl, buffer_.data(), buffer_size)
                           : ::recv(connection.socket.get(), buffer_.data(), buffer_.size(), 0);
    if (count <= 0) return;  // Session tickets alone; a peer that is gone shows as a hang.
    const std::string_view bytes(buffer_.data(), static_cast<std::size_t>(count));
    if (connection.partial.empty()) {
      if (!read_reply(connection, bytes)) connection.partial = bytes;
      return;
    }
    connection.partial += bytes;
    const auto whole = std::exchange(connection.partial, {});
    if (!read_reply(connection, whole)) connection.partial = whole;
  }

  // Returns false when more must come.
  bool read_reply(Connection& connection, std::string_view bytes) {
    const auto end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) return false;
    constexpr std::string_view length_name = "\r\nContent-Length: ";
    const auto length_at = bytes.find(length_name);
    std::size_t length = 0;
    std::from_chars(bytes.data() + length_at + length_name.size(), bytes.data() + end, length);
    if (!bytes.starts_with("HTTP/1.1 200") || length_at > end) give_up("limit: an unusual reply");
    if (bytes.size() < end + 4 + length) return false;
    reply_.read(setup_.work, bytes.substr(end + 4, length));
    end_exchange(connection);
    return true;
  }

  void end_exchange(Connection& connection) {
    const auto slot = connection.slot;
    if (!setup_.keep)
      close(connection);
    else if (waiting_.empty())
      connection.state = State::idle, idle_.push_back(&connection);
    else
      serve_waiting(connection);
    finish(slot);
  }

  void serve_waiting(Connection& connection) {
    connection.slot = waiting_.front();
    waiting_.pop_front();
    send(connection);
  }

  void close(Connection& connection) {
    const auto is_it = [&](const auto& other) { return other.get() == &connection; };
    connections_.erase(std::find_if(connections_.begin(), connections_.end(), is_it));
    --open_;
    if (waiting_.empty()) return;
    connect(waiting_.front());
    waiting_.pop_front();
  }

  Setup setup_;
  testing::Descriptor epoll_;
  ContextHandle context_;
  std::optional<NewestSession> session_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<Connection*> idle_;
  std::deque<std::size_t> waiting_;
  std::size_t open_ = 0;
  bool stopped_ = false;
  std::string head_;
  std::string body_;
  std::string request_;
  std::array<char, buffer_size> buffer_;
  LimitTemplates templates_;
  LimitReply reply_;
};

}  // namespace

std::unique_ptr<BenchClient> make_limit_client(const Setup& setup, Listener& listener) {
  return std::make_unique<LimitClient>(setup, listener);
}

}  // namespace crmlink::bench
