#include "http/stream.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

namespace crmlink::http {
namespace {

using boost::system::error_code;

// A TLS record and its framing, RFC 8446 §5.2.
constexpr std::size_t cipher_size = 17 * 1024;

Error io_error(const error_code& code, Errc otherwise) {
  if (code == boost::asio::error::operation_aborted || code == boost::asio::error::bad_descriptor)
    return Errc::cancelled;
  ErrorInfo info(code == boost::asio::error::connection_reset ||
                         code == boost::asio::error::broken_pipe
                     ? Errc::connection_reset
                     : otherwise);
  info.detail = code.message();
  return info;
}

Error truncated() {
  ErrorInfo info(Errc::connection_closed);
  info.detail = "the TLS stream was cut off without a close notification";
  return info;
}

}  // namespace

void Stream::async_start_tls(std::unique_ptr<TlsSession> session, Guard guard, Done done) {
  tls_ = std::move(session);
  cipher_ = std::make_unique<char[]>(cipher_size);
  continue_handshake(std::move(guard), std::move(done));
}

void Stream::continue_handshake(Guard guard, Done done) {
  const auto need = tls_->handshake();
  // An alert that explains a failure to the peer is in the output as well, and is sent before the
  // failure is reported.
  flush(guard, [this, need, guard, done = std::move(done)](Result<> flushed) {
    if (!need) return done(need.error());
    if (!flushed) return done(flushed.error());
    if (*need == TlsNeed::nothing) return done({});
    read_cipher(guard, [this, guard, done](Result<> read) {
      if (!read) return done(read.error());
      continue_handshake(guard, done);
    });
  });
}

void Stream::flush(Guard guard, Done done) {
  if (tls_->output().empty()) return done({});
  const std::string_view output = tls_->output();
  write_rest(output, std::move(guard), [this, done = std::move(done)](Result<> written) {
    tls_->output().clear();
    done(std::move(written));
  });
}

void Stream::write_rest(std::string_view bytes, Guard guard, Done done) {
  if (bytes.empty()) return done({});
  writing_ = true;  // Asio tries to send at once: until it reports, some of it may be out.
  socket_.async_write_some(
      boost::asio::buffer(bytes.data(), bytes.size()),
      [this, bytes, guard, done = std::move(done)](error_code code, std::size_t size) {
        writing_ = false;
        written_ += size;
        if (code) return done(io_error(code, Errc::send_failed));
        write_rest(bytes.substr(size), guard, done);
      });
}

void Stream::async_write(std::string_view bytes, Guard guard, Done done) {
  if (!tls_) return write_rest(bytes, std::move(guard), std::move(done));
  if (const auto written = tls_->write(bytes); !written) return done(written.error());
  flush(std::move(guard), std::move(done));
}

void Stream::async_read_some(std::span<char> out, Guard guard, ReadDone done) {
  if (tls_) return read_tls(out, std::move(guard), std::move(done));
  socket_.async_read_some(
      boost::asio::buffer(out.data(), out.size()),
      [guard = std::move(guard), done = std::move(done)](error_code code, std::size_t size) {
        if (code == boost::asio::error::eof) return done(std::size_t{0});
        if (code) return done(io_error(code, Errc::connection_reset));
        done(size);
      });
}

void Stream::read_cipher(Guard guard, Done done) {
  socket_.async_read_some(
      boost::asio::buffer(cipher_.get(), cipher_size),
      [this, guard = std::move(guard), done = std::move(done)](error_code code, std::size_t size) {
        if (code == boost::asio::error::eof) return done(truncated());
        if (code) return done(io_error(code, Errc::connection_reset));
        tls_->feed({cipher_.get(), size});
        done({});
      });
}

void Stream::read_tls(std::span<char> out, Guard guard, ReadDone done) {
  std::size_t size = 0;
  const auto need = tls_->read(out, size);
  if (!need) return done(need.error());
  if (*need == TlsNeed::nothing) return done(size);
  if (*need == TlsNeed::end_of_stream) return done(std::size_t{0});
  // Reading may have produced an answer of the protocol itself, e.g. to a key update.
  flush(guard, [this, out, guard, done = std::move(done)](Result<> flushed) {
    if (!flushed) return done(flushed.error());
    read_cipher(guard, [this, out, guard, done](Result<> read) {
      if (!read) return done(read.error());
      read_tls(out, guard, done);
    });
  });
}

bool Stream::is_quiet() {
  if (!socket_.is_open()) return false;
  if (tls_) return absorb_quietly();
  char byte = 0;
  const auto seen = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return seen < 0 && (errno == EAGAIN);
}

// An idle TLS 1.3 connection may hold session tickets, which are no reason to drop it.
bool Stream::absorb_quietly() {
  for (;;) {
    char byte = 0;
    std::size_t size = 0;
    const auto need = tls_->read({&byte, 1}, size);
    if (!need || *need != TlsNeed::more_input || !tls_->output().empty()) return false;
    const auto received = ::recv(socket_.native_handle(), cipher_.get(), cipher_size, MSG_DONTWAIT);
    if (received < 0) return errno == EAGAIN;
    if (received == 0) return false;
    tls_->feed({cipher_.get(), static_cast<std::size_t>(received)});
  }
}

void Stream::close() noexcept {
  if (!socket_.is_open()) return;
  say_goodbye();
  error_code ignored;
  socket_.close(ignored);
}

// Best effort and never waited for: a peer that doesn't read must not hold up a call.
void Stream::say_goodbye() noexcept {
  if (!tls_ || writing_ || !tls_->output().empty()) return;
  tls_->close_notify();
  const std::string& bytes = tls_->output();
  if (!bytes.empty())
    ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

}  // namespace crmlink::http
