#pragma once

#include <boost/asio/buffer.hpp>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "crmlink/core/result.hpp"
#include "http/executor.hpp"
#include "http/tls_session.hpp"

namespace crmlink::http {

/// A connected byte stream, plain or TLS, which look alike to the exchange.
///
/// Lives on the client's strand; one read and one write at a time. `guard` of each operation is
/// kept until it has completed: it must own what the handler uses, the stream included. close()
/// makes pending operations complete with Errc::cancelled.
class Stream {
 public:
  using Guard = std::shared_ptr<void>;
  using Done = std::function<void(Result<>)>;
  /// Zero bytes mean that the peer has closed.
  using ReadDone = std::function<void(Result<std::size_t>)>;

  explicit Stream(const Strand& strand) : socket_(strand) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() { close(); }

  Socket& socket() noexcept { return socket_; }
  /// Puts TLS on the connected socket and shakes hands.
  void async_start_tls(std::unique_ptr<TlsSession> session, Guard guard, Done done);
  /// Sends all of `bytes`, which must stay valid until then.
  void async_write(std::string_view bytes, Guard guard, Done done);
  /// Reads some bytes; may complete inside this call when TLS has some already.
  void async_read_some(std::span<char> out, Guard guard, ReadDone done);

  /// Whether any byte of a write was taken by the socket, or may have been.
  bool has_written() const noexcept { return writing_ || written_ > 0; }
  /// Forgets what was written before, by earlier exchanges or the handshake.
  void reset_written() noexcept { written_ = 0; }
  /// Looks, without waiting, whether an idle connection is still good: open, with nothing
  /// unexpected in it.
  bool is_quiet();
  void close() noexcept;

 private:
  void continue_handshake(Guard guard, Done done);
  void flush(Guard guard, Done done);
  void write_rest(std::string_view bytes, Guard guard, Done done);
  void read_cipher(Guard guard, Done done);
  void read_tls(std::span<char> out, Guard guard, ReadDone done);
  bool absorb_quietly();
  void say_goodbye() noexcept;

  Socket socket_;
  std::unique_ptr<TlsSession> tls_;
  std::unique_ptr<char[]> cipher_;  ///< Bytes from the peer, before decryption.
  std::size_t written_ = 0;
  bool writing_ = false;
};

}  // namespace crmlink::http
