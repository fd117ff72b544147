#include "http/stream.hpp"

#include <sys/socket.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <cerrno>
#include <utility>

namespace crmlink::http {
namespace {

using boost::system::error_code;

// A TLS record and its framing, RFC 8446 §5.2.
constexpr std::size_t cipher_size = 17 * 1024;
// Enough for most replies; grows to a record's size when one proves to be larger.
constexpr std::size_t first_cipher_size = 4 * 1024;

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

bool would_block(const error_code& code) {
  return code == boost::asio::error::would_block || code == boost::asio::error::try_again;
}

}  // namespace

class Stream::ReadHandler {
 public:
  using allocator_type = HandlerAllocator<void>;

  explicit ReadHandler(std::shared_ptr<Stream> stream) : stream_(std::move(stream)) {}
  allocator_type get_allocator() const noexcept {
    return allocator_type(stream_->buffers_->read_memory);
  }
  void operator()(error_code code, std::size_t size) const {
    const Serial::Entry entry(stream_->serial_, Serial::From::executor);
    stream_->on_readable(code, size);
  }

 private:
  std::shared_ptr<Stream> stream_;
};

class Stream::WriteHandler {
 public:
  using allocator_type = HandlerAllocator<void>;

  explicit WriteHandler(std::shared_ptr<Stream> stream) : stream_(std::move(stream)) {}
  allocator_type get_allocator() const noexcept {
    return allocator_type(stream_->buffers_->write_memory);
  }
  void operator()(error_code code, std::size_t size) const {
    const Serial::Entry entry(stream_->serial_, Serial::From::executor);
    stream_->on_writable(code, size);
  }

 private:
  std::shared_ptr<Stream> stream_;
};

void Stream::lend(std::unique_ptr<ExchangeBuffers> buffers) noexcept {
  buffers_ = std::move(buffers);
  if (tls_) tls_->set_output(&buffers_->output);
}

std::unique_ptr<ExchangeBuffers> Stream::return_buffers() noexcept {
  if (pending_read_ || pending_write_) return nullptr;
  if (tls_) tls_->set_output(nullptr);
  return std::move(buffers_);
}

// Sending at once, without a trip through Asio's queue, is what nearly always succeeds; only a full
// socket is waited for.
std::optional<Result<>> Stream::write_now() {
  while (!unsent_.empty()) {
    error_code code;
    const std::size_t size =
        socket_.send(boost::asio::buffer(unsent_.data(), unsent_.size()), 0, code);
    written_ += size;
    unsent_.remove_prefix(size);
    if (would_block(code)) {
      pending_write_ = true;
      socket_.async_write_some(boost::asio::buffer(unsent_.data(), unsent_.size()),
                               WriteHandler(shared_from_this()));
      return std::nullopt;
    }
    if (code && code != boost::asio::error::interrupted)
      return Result<>(io_error(code, Errc::send_failed));
  }
  return Result<>();
}

void Stream::on_writable(error_code code, std::size_t size) {
  pending_write_ = false;
  if (!socket_.is_open()) return;
  written_ += size;
  unsent_.remove_prefix(size);
  if (code) return finish_write(io_error(code, Errc::send_failed));
  if (auto written = write_now()) finish_write(std::move(*written));
}

void Stream::finish_write(Result<> written) {
  if (tls_) tls_->clear_output();
  if (!late_output_.empty() && written) {
    // A view into it is what the socket is waited for.
    buffers_->output.swap(late_output_);
    late_output_.clear();
    unsent_ = tls_->output();
    auto more = write_now();
    if (!more) return;
    return finish_write(std::move(*more));
  }
  User* const writer = std::exchange(writer_, nullptr);
  if (shaking_hands_)
    finish_handshake_step(std::move(written));
  else if (writer != nullptr)
    writer->on_written(std::move(written));
}

std::optional<Result<>> Stream::write(std::string_view bytes, User& user) {
  if (tls_) {
    if (const auto encrypted = encrypt(bytes); !encrypted) return Result<>(encrypted.error());
    if (pending_write_) {
      writer_ = &user;
      return std::nullopt;
    }
    bytes = tls_->output();
  }
  unsent_ = bytes;
  auto written = write_now();
  if (!written)
    writer_ = &user;
  else if (tls_)
    tls_->clear_output();
  return written;
}

// A write that is under way has a view into the buffer.
void Stream::redirect_output() noexcept {
  if (pending_write_) tls_->set_output(&late_output_);
}

void Stream::restore_output() noexcept {
  tls_->set_output(&buffers_->output);
}

Result<> Stream::encrypt(std::string_view bytes) {
  redirect_output();
  const auto encrypted = tls_->write(bytes);
  restore_output();
  return encrypted;
}

void Stream::start_tls(std::unique_ptr<TlsSession> session, User& user) {
  tls_ = std::move(session);
  tls_->set_output(&buffers_->output);
  reader_ = &user;
  shaking_hands_ = true;
  continue_handshake();
}

void Stream::continue_handshake() {
  handshake_ = tls_->handshake();
  // An alert that explains a failure to the peer is in the output as well, and is sent before the
  // failure is reported.
  unsent_ = tls_->output();
  if (auto written = write_now()) finish_write(std::move(*written));
}

void Stream::finish_handshake_step(Result<> written) {
  const Result<TlsNeed> need = handshake_;
  if (need && written && *need != TlsNeed::nothing) return read_cipher();
  shaking_hands_ = false;
  User* const user = std::exchange(reader_, nullptr);
  if (user == nullptr) return;
  if (!need) return user->on_handshake(need.error());
  user->on_handshake(std::move(written));
}

void Stream::read_some(std::span<char> out, User& user) {
  reader_ = &user;
  out_ = out;
  if (!tls_) return start_read(out);
  tls_->has_input() ? read_tls() : read_cipher();
}

void Stream::start_read(std::span<char> into) {
  pending_read_ = true;
  asked_ = into.size();
  socket_.async_read_some(boost::asio::buffer(into.data(), into.size()),
                          ReadHandler(shared_from_this()));
}

void Stream::on_readable(error_code code, std::size_t size) {
  pending_read_ = false;
  drained_ = size < asked_;
  if (!socket_.is_open() || reader_ == nullptr) return;
  if (tls_) return on_cipher(code, size);
  if (code == boost::asio::error::eof) return finish_read(std::size_t{0});
  if (code) return finish_read(io_error(code, Errc::connection_reset));
  finish_read(size);
}

void Stream::finish_read(Result<std::size_t> read) {
  if (User* const reader = std::exchange(reader_, nullptr)) reader->on_read(std::move(read));
}

void Stream::read_cipher() {
  auto& cipher = buffers_->cipher;
  if (cipher.empty()) cipher.resize(first_cipher_size);
  if (std::exchange(larger_record_, false)) cipher.resize(cipher_size);
  start_read(cipher);
}

void Stream::on_cipher(error_code code, std::size_t size) {
  if (code) {
    const Error error =
        code == boost::asio::error::eof ? truncated() : io_error(code, Errc::connection_reset);
    if (!shaking_hands_) return finish_read(error);
    handshake_ = error;
    return finish_handshake_step({});
  }
  auto& cipher = buffers_->cipher;
  larger_record_ = size == cipher.size() && size < cipher_size;
  tls_->feed({cipher.data(), size});
  shaking_hands_ ? continue_handshake() : read_tls();
}

void Stream::read_tls() {
  std::size_t size = 0;
  redirect_output();
  const auto need = tls_->read(out_, size);
  restore_output();
  if (!need) return finish_read(need.error());
  // Reading may have produced an answer of the protocol itself, e.g. to a key update.
  if (!pending_write_ && !tls_->output().empty()) {
    unsent_ = tls_->output();
    if (auto written = write_now()) {
      tls_->clear_output();
      if (!*written) return finish_read(written->error());
    }
  }
  if (*need == TlsNeed::nothing) return finish_read(size);
  if (*need == TlsNeed::end_of_stream) return finish_read(std::size_t{0});
  read_cipher();
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
  std::array<char, first_cipher_size> cipher;
  std::string answer;
  tls_->set_output(&answer);
  bool quiet = false;
  for (;;) {
    char byte = 0;
    std::size_t size = 0;
    const auto need = tls_->read({&byte, 1}, size);
    if (!need || *need != TlsNeed::more_input || !answer.empty()) break;
    const auto received =
        ::recv(socket_.native_handle(), cipher.data(), cipher.size(), MSG_DONTWAIT);
    if (received <= 0) {
      quiet = received < 0 && errno == EAGAIN;
      break;
    }
    tls_->feed({cipher.data(), static_cast<std::size_t>(received)});
  }
  tls_->set_output(nullptr);
  return quiet;
}

void Stream::close() noexcept {
  reader_ = nullptr;
  writer_ = nullptr;
  if (!socket_.is_open()) return;
  say_goodbye();
  error_code ignored;
  socket_.close(ignored);
}

// Best effort and never waited for: a peer that doesn't read must not hold up a call.
void Stream::say_goodbye() noexcept {
  if (!tls_ || pending_write_) return;
  std::string goodbye;
  tls_->set_output(&goodbye);
  tls_->close_notify();
  tls_->set_output(nullptr);
  if (!goodbye.empty())
    ::send(socket_.native_handle(), goodbye.data(), goodbye.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

}  // namespace crmlink::http
