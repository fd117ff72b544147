#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "crmlink/core/result.hpp"
#include "http/tls_context.hpp"
#include "http/tls_tickets.hpp"

namespace crmlink::http {

/// What a TLS session needs before it can go on.
enum class TlsNeed { nothing, more_input, end_of_stream };

/// The client's side of one TLS connection, without I/O: bytes from the peer go in by feed(), bytes
/// for the peer come out by output().
class TlsSession {
 public:
  /// Makes a session that accepts only a certificate for `host`, a name or an address (RFC 9525).
  /// Resumes with a ticket of `tickets`, an origin's own, and puts new ones there.
  static Result<std::unique_ptr<TlsSession>> make(std::shared_ptr<const TlsContext> context,
                                                  const std::string& host,
                                                  std::shared_ptr<TlsTickets> tickets);
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;
  ~TlsSession();

  /// Takes bytes from the peer; the view must stay valid until the session needs more input.
  void feed(std::span<const char> bytes);
  /// Whether reading would bring something without more input: bytes, an end, a fault.
  bool has_input() const noexcept {
    return !input_.empty() || ended_ || SSL_has_pending(ssl_.get()) == 1;
  }

  /// Goes on with the handshake; `nothing` when it is done.
  Result<TlsNeed> handshake();
  /// Whether an earlier session was resumed, once the handshake is done.
  bool is_resumed() const noexcept { return SSL_session_reused(ssl_.get()) == 1; }
  /// Decrypts into `out`, as much as there is; `nothing` when it read some.
  Result<TlsNeed> read(std::span<char> out, std::size_t& size);
  /// Encrypts all of `text` to the output.
  Result<> write(std::string_view text);

  /// Puts a close notification into the output, if the session got far enough to have one.
  void close_notify() noexcept;

  /// Says where bytes for the peer go from now on; null: nowhere, what would need some fails.
  void set_output(std::string* output) noexcept { output_ = output; }
  /// The bytes that the peer must get; clear them when they are sent.
  std::string_view output() const noexcept { return *output_; }
  void clear_output() noexcept { output_->clear(); }

  static std::unique_ptr<BIO_METHOD, TlsDeleter> make_bio_method();
  static int on_verify(int accepted, X509_STORE_CTX* store);
  static int on_ticket(SSL* ssl, SSL_SESSION* ticket);

 private:
  TlsSession(std::shared_ptr<const TlsContext> context, std::string host,
             std::shared_ptr<TlsTickets> tickets);
  Result<> prepare();
  bool bind_address();
  bool bind_name();
  Error failure(int code);
  Result<TlsNeed> check_protocol() const;
  bool check_pins(X509_STORE_CTX* store);
  static int bio_read(BIO* bio, char* out, int size);
  static int bio_write(BIO* bio, const char* data, int size);
  static long bio_control(BIO* bio, int command, long argument, void* pointer);

  std::shared_ptr<const TlsContext> context_;
  std::string host_;
  std::shared_ptr<TlsTickets> tickets_;
  std::unique_ptr<SSL, TlsDeleter> ssl_;
  std::span<const char> input_;
  std::string* output_ = nullptr;
  bool ended_ = false;        ///< Whether the stream has ended, well or badly.
  std::string verification_;  ///< Why the certificate was refused; empty while it wasn't.
};

}  // namespace crmlink::http
