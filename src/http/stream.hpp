#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "crmlink/core/result.hpp"
#include "http/exchange_buffers.hpp"
#include "http/executor.hpp"
#include "http/serial.hpp"
#include "http/tls_session.hpp"

namespace crmlink::http {

/// A connected byte stream, plain or TLS, which look alike to the exchange.
///
/// Lives inside the client's Serial; one read and one write at a time, each with buffers lent
/// before. Handlers of Asio keep it alive; close() ends what is under way without a word to the
/// user.
class Stream : public std::enable_shared_from_this<Stream> {
 public:
  /// Who started the operation under way; must outlive it or close the stream.
  class User {
   public:
    virtual void on_written(Result<> written) = 0;
    /// Zero bytes mean that the peer has closed.
    virtual void on_read(Result<std::size_t> read) = 0;
    virtual void on_handshake(Result<> done) = 0;

   protected:
    ~User() = default;
  };

  Stream(const Executor& executor, std::shared_ptr<Serial> serial)
      : socket_(executor), serial_(std::move(serial)) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() { close(); }

  Socket& socket() noexcept { return socket_; }
  /// Takes the buffers that operations work with.
  void lend(std::unique_ptr<ExchangeBuffers> buffers) noexcept;
  /// Gives them back; null when they aren't there or still in use.
  std::unique_ptr<ExchangeBuffers> return_buffers() noexcept;
  ExchangeBuffers& buffers() noexcept { return *buffers_; }

  /// Puts TLS on the connected socket and shakes hands; on_handshake() may come inside this call.
  void start_tls(std::unique_ptr<TlsSession> session, User& user);
  /// Sends all of `bytes`, which must stay valid until on_written(). Returns the result when that
  /// is known at once, as it nearly always is, and std::nullopt when on_written() will bring it.
  std::optional<Result<>> write(std::string_view bytes, User& user);
  /// Reads some bytes; on_read() comes inside this call when TLS has some already.
  void read_some(std::span<char> out, User& user);

  /// Whether any byte of a write was taken by the socket.
  bool has_written() const noexcept { return written_ > 0; }
  /// Forgets what was written before, by earlier exchanges or the handshake.
  void reset_written() noexcept { written_ = 0; }
  /// Looks, without waiting, whether an idle connection is still good: open, with nothing
  /// unexpected in it.
  bool is_quiet();
  /// Whether the last read took all that there was; else more may wait to be read, unexpected.
  bool is_drained() const noexcept { return drained_ && !(tls_ && tls_->has_input()); }
  bool is_tls() const noexcept { return tls_ != nullptr; }
  /// Whether TLS resumed an earlier session.
  bool is_resumed() const noexcept { return tls_ && tls_->is_resumed(); }
  void close() noexcept;

 private:
  class ReadHandler;
  class WriteHandler;

  std::optional<Result<>> write_now();
  void on_writable(boost::system::error_code code, std::size_t size);
  void finish_write(Result<> written);
  void redirect_output() noexcept;
  void restore_output() noexcept;
  Result<> encrypt(std::string_view bytes);
  void start_read(std::span<char> into);
  void on_readable(boost::system::error_code code, std::size_t size);
  void finish_read(Result<std::size_t> read);
  void read_tls();
  void read_cipher();
  void on_cipher(boost::system::error_code code, std::size_t size);
  void continue_handshake();
  void finish_handshake_step(Result<> written);
  bool absorb_quietly();
  void say_goodbye() noexcept;

  Socket socket_;
  std::shared_ptr<Serial> serial_;
  std::unique_ptr<ExchangeBuffers> buffers_;
  std::unique_ptr<TlsSession> tls_;
  User* reader_ = nullptr;
  User* writer_ = nullptr;   ///< Of a write that the socket didn't take at once.
  std::string late_output_;  ///< Encrypted while a write is under way, and sent behind it.
  std::string_view unsent_;
  std::span<char> out_;
  std::size_t asked_ = 0;  ///< How much the read under way may take.
  std::size_t written_ = 0;
  Result<TlsNeed> handshake_ = TlsNeed::nothing;  ///< How its latest step ended.
  bool shaking_hands_ = false;
  bool drained_ = true;         ///< Whether the last read left room in its buffer.
  bool larger_record_ = false;  ///< Whether the last read filled its buffer.
  bool pending_read_ = false;
  bool pending_write_ = false;
};

}  // namespace crmlink::http
