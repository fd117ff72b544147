#include "exchange/trust.hpp"

#include <openssl/pem.h>

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

}  // namespace crmlink::bench
