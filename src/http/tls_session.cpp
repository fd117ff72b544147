#include "http/tls_session.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <cstring>
#include <limits>

#include "http/certificate_names.hpp"

namespace crmlink::http {
namespace {

Error tls_error(Errc code, std::string detail) {
  ErrorInfo info(code);
  info.detail = std::move(detail);
  return info;
}

bool is_address(const std::string& host) {
  boost::system::error_code failure;
  boost::asio::ip::make_address(host, failure);
  return !failure;
}

}  // namespace

Result<std::unique_ptr<TlsSession>> TlsSession::make(std::shared_ptr<const TlsContext> context,
                                                     const std::string& host,
                                                     std::shared_ptr<TlsTickets> tickets) {
  std::unique_ptr<TlsSession> session(new TlsSession(std::move(context), host, std::move(tickets)));
  if (const auto prepared = session->prepare(); !prepared) return prepared.error();
  return session;
}

TlsSession::TlsSession(std::shared_ptr<const TlsContext> context, std::string host,
                       std::shared_ptr<TlsTickets> tickets)
    : context_(std::move(context)),
      host_(std::move(host)),
      tickets_(std::move(tickets)),
      ssl_(SSL_new(context_->native())) {}

// A session that is freed without a shutdown takes its ticket with it: OpenSSL then calls it
// broken.
TlsSession::~TlsSession() {
  if (ssl_) SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

Result<> TlsSession::prepare() {
  ERR_clear_error();
  BIO* const bio = ssl_ ? BIO_new(context_->bio_method()) : nullptr;
  if (bio == nullptr) return tls_error(Errc::tls_failed, "out of memory");
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_app_data(ssl_.get(), this);
  SSL_set_connect_state(ssl_.get());
  const bool bound = is_address(host_) ? bind_address() : bind_name();
  if (!bound)
    return tls_error(Errc::tls_failed,
                     "\"" + host_ + "\" can't be verified: " + take_openssl_error());
  if (const auto ticket = tickets_->take()) SSL_set_session(ssl_.get(), ticket.get());
  return {};
}

bool TlsSession::bind_address() {
  return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_.get()), host_.c_str()) == 1;
}

bool TlsSession::bind_name() {
  if (SSL_set1_host(ssl_.get(), host_.c_str()) != 1) return false;
  // What SSL_set_tlsext_host_name does, without the old-style cast in that macro. Server name
  // indication: RFC 6066 §3.
  return SSL_ctrl(ssl_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                  host_.data()) == 1;
}

void TlsSession::feed(std::span<const char> bytes) {
  input_ = bytes;
}

Result<TlsNeed> TlsSession::handshake() {
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_.get());
  if (result == 1) return check_protocol();
  const int code = SSL_get_error(ssl_.get(), result);
  if (code == SSL_ERROR_WANT_READ) return TlsNeed::more_input;
  return failure(code);
}

Result<TlsNeed> TlsSession::check_protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  const std::string chosen(name, name + size);
  if (chosen.empty() || chosen == "http/1.1") return TlsNeed::nothing;
  return tls_error(Errc::tls_failed, "the server chose another protocol than http/1.1");
}

Result<TlsNeed> TlsSession::read(std::span<char> out, std::size_t& size) {
  size = 0;
  while (size < out.size()) {
    ERR_clear_error();
    std::size_t read = 0;
    const int result = SSL_read_ex(ssl_.get(), out.data() + size, out.size() - size, &read);
    if (result == 1) {
      size += read;
      // Asking once more when nothing is left costs as much as reading did.
      if (!has_input()) break;
      continue;
    }
    const int code = SSL_get_error(ssl_.get(), result);
    // What came before the end or the fault is handed over first; the next call meets it again.
    ended_ = code != SSL_ERROR_WANT_READ;
    if (size > 0) break;
    if (code == SSL_ERROR_WANT_READ) return TlsNeed::more_input;
    if (code == SSL_ERROR_ZERO_RETURN) return TlsNeed::end_of_stream;
    return failure(code);
  }
  return TlsNeed::nothing;
}

Result<> TlsSession::write(std::string_view text) {
  while (!text.empty()) {
    ERR_clear_error();
    std::size_t written = 0;
    const int result = SSL_write_ex(ssl_.get(), text.data(), text.size(), &written);
    if (result != 1) return failure(SSL_get_error(ssl_.get(), result));
    text.remove_prefix(written);
  }
  return {};
}

void TlsSession::close_notify() noexcept {
  ERR_clear_error();
  if (SSL_is_init_finished(ssl_.get()) == 1) SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

Error TlsSession::failure(int code) {
  std::string reason = take_openssl_error();
  if (!verification_.empty()) return tls_error(Errc::certificate_rejected, verification_);
  if (code == SSL_ERROR_SYSCALL) reason = "the stream broke";
  return tls_error(Errc::tls_failed, std::move(reason));
}

bool TlsSession::check_pins(X509_STORE_CTX* store) {
  const PinnedKeys& pins = context_->pinned_keys();
  // The leaf comes last, when the chain stands.
  if (pins.empty() || X509_STORE_CTX_get_error_depth(store) != 0) return true;
  if (pins.are_met_by(X509_STORE_CTX_get0_chain(store))) return true;
  verification_ = "no certificate that \"" + host_ +
                  "\" presented has a pinned key; the pin of its own would be " +
                  PinnedKeys::pin_of(X509_STORE_CTX_get0_cert(store));
  X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
  return false;
}

int TlsSession::on_verify(int accepted, X509_STORE_CTX* store) {
  const auto* const ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* const session = static_cast<TlsSession*>(SSL_get_app_data(ssl));
  if (accepted == 1) return session->check_pins(store) ? 1 : 0;
  if (session->verification_.empty())
    session->verification_ = describe_refusal(store, session->host_);
  return 0;
}

int TlsSession::on_ticket(SSL* ssl, SSL_SESSION* ticket) {
  auto* const session = static_cast<TlsSession*>(SSL_get_app_data(ssl));
  session->tickets_->keep(TlsTicket(ticket));
  return 1;  // It is ours now.
}

std::unique_ptr<BIO_METHOD, TlsDeleter> TlsSession::make_bio_method() {
  // BIO_get_new_index() is a counter of the whole process that runs out after some hundred; nothing
  // looks for the type.
  std::unique_ptr<BIO_METHOD, TlsDeleter> method(BIO_meth_new(BIO_TYPE_SOURCE_SINK, "crmlink"));
  if (!method) return nullptr;
  BIO_meth_set_read(method.get(), &TlsSession::bio_read);
  BIO_meth_set_write(method.get(), &TlsSession::bio_write);
  BIO_meth_set_ctrl(method.get(), &TlsSession::bio_control);
  return method;
}

int TlsSession::bio_read(BIO* bio, char* out, int size) {
  auto& session = *static_cast<TlsSession*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  if (session.input_.empty()) {
    BIO_set_retry_read(bio);
    return -1;
  }
  const std::size_t taken = std::min(static_cast<std::size_t>(size), session.input_.size());
  std::memcpy(out, session.input_.data(), taken);
  session.input_ = session.input_.subspan(taken);
  return static_cast<int>(taken);
}

int TlsSession::bio_write(BIO* bio, const char* data, int size) {
  BIO_clear_retry_flags(bio);
  std::string* const output = static_cast<TlsSession*>(BIO_get_data(bio))->output_;
  if (output == nullptr) return -1;
  output->append(data, static_cast<std::size_t>(size));
  return size;
}

long TlsSession::bio_control(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

}  // namespace crmlink::http
