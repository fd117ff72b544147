#include "exchange/trust.hpp"

#include <openssl/pem.h>

#include <utility>

#include "exchange/facts.hpp"

namespace crmlink::bench {

ContextHandle make_client_context(const std::string& root) {
  ContextHandle context(SSL_CTX_new(TLS_client_method()));
  BIO* const bio = BIO_new_mem_buf(root.data(), static_cast<int>(root.size()));
  X509* const certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
  if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), certificate) != 1)
    give_up("the root isn't accepted");
  X509_free(certificate);
  BIO_free(bio);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_read_ahead(context.get(), 1);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  return context;
}

// Not the context's app data: Asio keeps its own there.
int session_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

NewestSession::NewestSession(SSL_CTX* context) : context_(context) {
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_set_ex_data(context, session_index(), this);
  SSL_CTX_sess_set_new_cb(context, [](SSL* ssl, SSL_SESSION* session) {
    auto* const self =
        static_cast<NewestSession*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), session_index()));
    SSL_SESSION_free(std::exchange(self->session_, session));
    return 1;
  });
}

NewestSession::~NewestSession() {
  SSL_CTX_sess_set_new_cb(context_, nullptr);
  SSL_SESSION_free(session_);
}

void NewestSession::offer(SSL* connection) const {
  if (session_ != nullptr) SSL_set_session(connection, session_);
}

}  // namespace crmlink::bench
