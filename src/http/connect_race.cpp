#include "http/connect_race.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

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

void append_failure(std::string& text, const tcp::endpoint& endpoint, const std::string& reason) {
  if (!text.empty()) text += "; ";
  text += to_text(endpoint) + ": " + reason;
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

void ConnectRace::start(Handler handler) {
  handler_ = std::move(handler);
  start_next();
}

void ConnectRace::start_next() {
  if (next_ == endpoints_.size()) {
    if (attempts_.empty()) finish(nullptr);
    return;
  }
  start_attempt(endpoints_[next_++]);
  if (next_ == endpoints_.size()) return services_.deadlines->disarm(*this);
  services_.deadlines->arm(*this, attempts_.back().started + services_.address_delay);
}

void ConnectRace::start_attempt(const Endpoint& endpoint) {
  auto connection = std::make_shared<Connection>(services_.executor, services_.serial);
  attempts_.push_back({endpoint, std::chrono::steady_clock::now(), connection});
  connection->socket().async_connect(
      endpoint,
      serialized(services_.serial, [self = shared_from_this(), connection](error_code code) {
        self->on_connected(connection, code);
      }));
}

void ConnectRace::on_connected(const std::shared_ptr<Connection>& connection, error_code code) {
  const auto found = std::find_if(attempts_.begin(), attempts_.end(), [&](const Attempt& attempt) {
    return attempt.connection == connection;
  });
  if (found == attempts_.end()) return;  // Closed meanwhile.
  Attempt attempt = std::move(*found);
  attempts_.erase(found);
  // Sending would block the host's thread otherwise.
  if (!code) connection->socket().non_blocking(true, code);
  code ? on_failure(attempt, code) : on_success(std::move(attempt));
}

void ConnectRace::on_failure(const Attempt& attempt, error_code code) {
  append_failure(failures_, attempt.endpoint, code.message());
  services_.health->report_failure(attempt.endpoint, std::chrono::steady_clock::now());
  start_next();
}

void ConnectRace::on_success(Attempt winner) {
  set_options(winner.connection->socket());
  winner.connection->peer = to_text(winner.endpoint);
  winner.connection->address = winner.endpoint;
  // Who had the whole delay ahead and still lost isn't tried first the next time.
  const auto delay = services_.address_delay;
  for (const Attempt& loser : attempts_) {
    if (delay.count() > 0 && winner.started - loser.started >= delay)
      services_.health->report_failure(loser.endpoint, std::chrono::steady_clock::now());
  }
  finish(std::move(winner.connection));
}

void ConnectRace::expire() {
  for (const Attempt& attempt : attempts_) {
    append_failure(failures_, attempt.endpoint, "no answer");
    services_.health->report_failure(attempt.endpoint, std::chrono::steady_clock::now());
  }
  cancel();
}

void ConnectRace::cancel() {
  handler_ = nullptr;
  finish(nullptr);
}

void ConnectRace::close_attempts() {
  // Closing makes the connects complete; they hold what they use.
  for (const Attempt& attempt : std::exchange(attempts_, {}))
    attempt.connection->close();
}

void ConnectRace::finish(std::shared_ptr<Connection> connection) {
  services_.deadlines->disarm(*this);
  close_attempts();
  if (const auto handler = std::exchange(handler_, nullptr)) handler(std::move(connection));
}

}  // namespace crmlink::http
