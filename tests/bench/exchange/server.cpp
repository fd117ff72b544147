#include "exchange/server.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>

#include "crmlink/testing/certificates.hpp"
#include "exchange/facts.hpp"

namespace crmlink::bench {
namespace {

using std::chrono::steady_clock;

void require(bool good, const char* what) {
  if (!good) give_up(what);
}

X509* read_certificate(BIO* bio) {
  return PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
}

void use(SSL_CTX* context, const testing::Certificate& certificate) {
  BIO* const chain = BIO_new_mem_buf(certificate.chain.data(), -1);
  BIO* const key = BIO_new_mem_buf(certificate.key.data(), -1);
  X509* const leaf = read_certificate(chain);
  EVP_PKEY* const secret = PEM_read_bio_PrivateKey(key, nullptr, nullptr, nullptr);
  require(SSL_CTX_use_certificate(context, leaf) == 1, "the server's certificate");
  require(SSL_CTX_use_PrivateKey(context, secret) == 1, "the server's key");
  X509_free(leaf);
  EVP_PKEY_free(secret);
  BIO_free(chain);
  BIO_free(key);
}

SSL_CTX* make_context(const testing::Certificate& certificate, bool resume) {
  SSL_CTX* const context = SSL_CTX_new(TLS_server_method());
  require(context != nullptr, "no SSL_CTX");
  use(context, certificate);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  if (!resume) {
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 0);
  }
  return context;
}

void watch(int epoll, int fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  require(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl");
}

std::size_t index_of(Port which) {
  return static_cast<std::size_t>(which);
}

}  // namespace

class Server::Connection {
 public:
  Connection(testing::Descriptor socket, SSL_CTX* context, std::uint64_t serial)
      : socket_(std::move(socket)), serial_(serial) {
    if (context == nullptr) return;
    ssl_ = SSL_new(context);
    SSL_set_fd(ssl_, socket_.get());
    SSL_set_accept_state(ssl_);
  }
  ~Connection() {
    if (ssl_ != nullptr) SSL_shutdown(ssl_);
    SSL_free(ssl_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  std::uint64_t serial() const { return serial_; }
  int fd() const { return socket_.get(); }
  std::string& input() { return input_; }

  /// Reads what is there. Returns false when the peer is gone.
  bool read() { return ssl_ == nullptr ? read_plain() : read_tls(); }

  void send(const std::string& bytes) {
    const auto size = static_cast<int>(bytes.size());
    if (ssl_ != nullptr)
      SSL_write(ssl_, bytes.data(), size);
    else
      ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }

 private:
  bool read_plain() {
    char buffer[16384];
    const auto count = ::recv(fd(), buffer, sizeof buffer, 0);
    if (count <= 0) return count < 0 && errno == EAGAIN;
    input_.append(buffer, static_cast<std::size_t>(count));
    return true;
  }

  bool read_tls() {
    char buffer[16384];
    for (;;) {
      ERR_clear_error();  // Another connection's would be taken for this one's.
      const int count = SSL_read(ssl_, buffer, sizeof buffer);
      if (count <= 0) return SSL_get_error(ssl_, count) == SSL_ERROR_WANT_READ;
      input_.append(buffer, static_cast<std::size_t>(count));
    }
  }

  testing::Descriptor socket_;
  std::uint64_t serial_;
  SSL* ssl_ = nullptr;
  std::string input_;
};

Server::Server() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  const testing::CertificateAuthority authority;
  root_ = authority.pem();
  const auto certificate = authority.issue();
  contexts_[index_of(Port::tls)] = make_context(certificate, true);
  contexts_[index_of(Port::tls_full)] = make_context(certificate, false);
  listen_on(Port::plain);
  listen_on(Port::tls);
  listen_on(Port::tls_full);
}

Server::~Server() {
  connections_.clear();
  for (auto* const context : contexts_)
    SSL_CTX_free(context);
}

void Server::listen_on(Port which) {
  auto socket = testing::bind_loopback("127.0.0.1", SOCK_STREAM | SOCK_NONBLOCK);
  require(::listen(socket.get(), 4096) == 0, "listen");
  watch(epoll_.get(), socket.get());
  listeners_[index_of(which)] = std::move(socket);
}

std::uint16_t Server::port(Port which) const {
  return testing::local_port(listeners_[index_of(which)]);
}

void Server::accept_all(Port which) {
  const auto index = index_of(which);
  for (;;) {
    testing::Descriptor socket(accept4(listeners_[index].get(), nullptr, nullptr, SOCK_NONBLOCK));
    if (!socket.is_open()) return;
    const int fd = socket.get();
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    watch(epoll_.get(), fd);
    const auto slot = static_cast<std::size_t>(fd);
    if (connections_.size() <= slot) connections_.resize(slot + 1);
    connections_[slot] =
        std::make_unique<Connection>(std::move(socket), contexts_[index], ++next_serial_);
  }
}

void Server::drop(int fd) {
  connections_[static_cast<std::size_t>(fd)].reset();
}

void Server::serve(int fd) {
  auto& connection = *connections_[static_cast<std::size_t>(fd)];
  if (!connection.read()) return drop(fd);
  answer_requests(connection);
}

void Server::answer_requests(Connection& connection) {
  auto& input = connection.input();
  while (const auto request = read_request(input)) {
    const auto reply = answer(*request);
    if (reply.after.count() == 0)
      connection.send(*reply.bytes);
    else
      waiting_.emplace(steady_clock::now() + reply.after,
                       Waiting{connection.fd(), connection.serial(), reply.bytes});
    if (reply.close) return drop(connection.fd());
    input.erase(0, request->size);
  }
}

void Server::send_due() {
  const auto now = steady_clock::now();
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    const auto due = waiting_.begin()->second;
    waiting_.erase(waiting_.begin());
    const auto& connection = connections_[static_cast<std::size_t>(due.fd)];
    if (connection && connection->serial() == due.serial) connection->send(*due.reply);
  }
}

int Server::milliseconds_to_next() const {
  if (waiting_.empty()) return -1;
  const auto left = waiting_.begin()->first - steady_clock::now();
  // Rounded down: what is left of the last millisecond is spun away, to answer in time.
  const auto whole = std::chrono::floor<std::chrono::milliseconds>(left).count();
  return whole < 0 ? 0 : static_cast<int>(whole);
}

void Server::run() {
  std::array<epoll_event, 256> events{};
  for (;;) {
    const int count =
        epoll_wait(epoll_.get(), events.data(), events.size(), milliseconds_to_next());
    for (int i = 0; i < count; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      std::size_t port = 0;
      while (port < listeners_.size() && listeners_[port].get() != fd)
        ++port;
      if (port < listeners_.size())
        accept_all(static_cast<Port>(port));
      else
        serve(fd);
    }
    send_due();
  }
}

}  // namespace crmlink::bench
