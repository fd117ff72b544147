#include "testing/conversation.hpp"

#include <linux/sockios.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "testing/tls_server.hpp"

namespace crmlink::testing {
namespace {

// A server's thread gives up on a test that forgot it long before ctest does.
constexpr std::chrono::seconds patience{20};
// How fast a dripping server drips; nothing is measured against it.
constexpr std::chrono::milliseconds pace{2};

// Passes on what is there. Returns false when the sender has closed.
bool pass_on(int from, int to) {
  char bytes[16 * 1024];
  const auto got = ::recv(from, bytes, sizeof bytes, MSG_DONTWAIT);
  if (got < 0) return errno == EAGAIN;
  std::string_view unsent(bytes, static_cast<std::size_t>(got));
  while (!unsent.empty()) {
    const auto sent = ::send(to, unsent.data(), unsent.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) return false;
    if (sent > 0) unsent.remove_prefix(static_cast<std::size_t>(sent));
  }
  return got > 0;
}

void wait_for_either(int a, int b, const StopSignal& stop) {
  pollfd both[] = {{a, POLLIN, 0}, {b, POLLIN, 0}};
  while (::poll(both, 2, static_cast<int>(pace.count())) == 0)
    stop.wait(a, 0, std::chrono::milliseconds(0));
}

std::size_t body_size(const ReceivedRequest& request) {
  std::size_t size = 0;
  const auto text = request.field("content-length").value_or("0");
  std::from_chars(text.data(), text.data() + text.size(), size);
  return size;
}

}  // namespace

void Gate::open() {
  {
    const std::lock_guard lock(mutex_);
    open_ = true;
  }
  changed_.notify_all();
}

bool Gate::wait() const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [this] { return open_; });
}

bool Gate::is_open() const {
  const std::lock_guard lock(mutex_);
  return open_;
}

void Conversation::FreeTls::operator()(SSL* tls) const noexcept {
  SSL_free(tls);
}

Conversation::Conversation(std::size_t index, Descriptor socket, SSL* tls, const StopSignal& stop)
    : index_(index), socket_(std::move(socket)), tls_(tls), stop_(stop) {
  if (tls_) SSL_set_fd(tls_.get(), socket_.get());
}

Conversation::~Conversation() = default;

// Repeats an OpenSSL call until it is done. Throws PeerLeft when it fails.
template <class Operation>
int Conversation::tls_step(Operation operation) {
  while (true) {
    ERR_clear_error();
    const int done = operation(tls_.get());
    if (done > 0) return done;
    const int reason = SSL_get_error(tls_.get(), done);
    if (reason == SSL_ERROR_WANT_READ)
      stop_.wait(socket_.get(), POLLIN);
    else if (reason == SSL_ERROR_WANT_WRITE)
      stop_.wait(socket_.get(), POLLOUT);
    else
      throw PeerLeft();
  }
}

void Conversation::show(const Certificate& certificate) {
  use_certificate(*tls_, certificate);
}

void Conversation::handshake() {
  if (!tls_ || shaken_) return;
  tls_step(SSL_accept);
  shaken_ = true;
  const char* const name = SSL_get_servername(tls_.get(), TLSEXT_NAMETYPE_host_name);
  if (on_handshake) on_handshake(name == nullptr ? "" : name);
}

void Conversation::read_some() {
  char buffer[16 * 1024];
  unread_.append(buffer, receive(buffer));
}

// Returns zero when there was nothing after all.
std::size_t Conversation::receive(std::span<char> into) {
  handshake();
  if (tls_) {
    const int got = tls_step(
        [&](SSL* tls) { return SSL_read(tls, into.data(), static_cast<int>(into.size())); });
    return static_cast<std::size_t>(got);
  }
  stop_.wait(socket_.get(), POLLIN);
  const auto got = ::recv(socket_.get(), into.data(), into.size(), 0);
  if (got < 0 && errno == EAGAIN) return 0;
  if (got <= 0) throw PeerLeft();
  return static_cast<std::size_t>(got);
}

std::size_t Conversation::read_bytes(std::span<char> into) {
  if (!unread_.empty()) {
    const std::size_t size = unread_.copy(into.data(), into.size());
    unread_.erase(0, size);
    return size;
  }
  std::size_t size = 0;
  while (size == 0)
    size = receive(into);
  return size;
}

ReceivedRequest Conversation::read_request() {
  auto request = read_head();
  read_body(request);
  report(request);
  return request;
}

ReceivedRequest Conversation::read_head() {
  auto end = unread_.find("\r\n\r\n");
  for (; end == std::string::npos; end = unread_.find("\r\n\r\n"))
    read_some();
  ReceivedRequest request;
  request.connection = index_;
  request.head = unread_.substr(0, end + 4);
  unread_.erase(0, end + 4);
  return request;
}

void Conversation::read_body(ReceivedRequest& request) {
  const auto size = body_size(request);
  while (unread_.size() < size)
    read_some();
  request.body = unread_.substr(0, size);
  unread_.erase(0, size);
}

void Conversation::report(const ReceivedRequest& request) const {
  if (on_request) on_request(request);
}

void Conversation::send(std::string_view text) {
  handshake();
  if (!tls_) return send_raw(text);
  if (text.empty()) return;
  tls_step([&](SSL* tls) { return SSL_write(tls, text.data(), static_cast<int>(text.size())); });
}

void Conversation::send_raw(std::string_view text) {
  while (!text.empty()) {
    stop_.wait(socket_.get(), POLLOUT);
    const auto sent = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) throw PeerLeft();
    if (sent > 0) text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void Conversation::wait_until_delivered() {
  int unacknowledged = 0;
  while (::ioctl(socket_.get(), SIOCOUTQ, &unacknowledged) == 0 && unacknowledged > 0) {
    // The poll is for its time only: there's no event for an acknowledgement.
    if (stop_.wait(socket_.get(), 0, pace)) return;
  }
}

void Conversation::wait_for_bytes() {
  stop_.wait(socket_.get(), POLLIN);
}

void Conversation::drip(std::string_view piece) {
  while (true) {
    send(piece);
    if (left_within(pace)) throw PeerLeft();
  }
}

void Conversation::send_slowly(std::string_view text, std::size_t size,
                               std::chrono::milliseconds interval) {
  for (; !text.empty(); text.remove_prefix(std::min(size, text.size()))) {
    send(text.substr(0, size));
    if (left_within(interval)) throw PeerLeft();
  }
}

void Conversation::ignore() {
  while (!left_within(std::chrono::milliseconds(-1))) {
  }
  throw PeerLeft();
}

void Conversation::hold() {
  // A client's end may lie behind bytes that nobody reads.
  while (stop_.wait(socket_.get(), POLLIN)) {
    char ignored[16 * 1024];
    const auto got = ::recv(socket_.get(), ignored, sizeof ignored, MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN)) break;
  }
  throw PeerLeft();
}

void Conversation::relay_to(std::uint16_t port) {
  const Descriptor server(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(server.get(), reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0)
    throw PeerLeft();
  while (pass_on(socket_.get(), server.get()) && pass_on(server.get(), socket_.get()))
    wait_for_either(socket_.get(), server.get(), stop_);
}

void Conversation::wait(const Gate& gate) {
  while (!gate.is_open())
    if (left_within(pace)) throw PeerLeft();
}

bool Conversation::left_within(std::chrono::milliseconds limit) {
  return stop_.wait(socket_.get(), POLLRDHUP, limit);
}

void Conversation::close() {
  if (!socket_.is_open()) return;
  if (tls_ && shaken_) {
    ERR_clear_error();
    SSL_shutdown(tls_.get());
  }
  cut();
}

void Conversation::cut() {
  if (!socket_.is_open()) return;
  ::shutdown(socket_.get(), SHUT_WR);
  wait_until_delivered();
  // What lies unread would turn the close into a reset.
  char ignored[16 * 1024];
  while (::recv(socket_.get(), ignored, sizeof ignored, MSG_DONTWAIT) > 0) {
  }
  socket_.close();
}

void Conversation::reset() {
  const linger now{1, 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
  socket_.close();
}

void Conversation::half_close() {
  if (tls_ && shaken_) {
    ERR_clear_error();
    SSL_shutdown(tls_.get());
  }
  ::shutdown(socket_.get(), SHUT_WR);
}

}  // namespace crmlink::testing
