#include "testing/tls_server.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>

#include <stdexcept>
#include <utility>
#include <vector>

namespace crmlink::testing {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using X509Handle = std::unique_ptr<X509, decltype(&X509_free)>;
using KeyHandle = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

void require(bool good, const char* what) {
  if (!good) throw std::runtime_error(what);
}

Bio text_bio(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

X509Handle read_certificate(BIO& text) {
  return {PEM_read_bio_X509(&text, nullptr, nullptr, nullptr), &X509_free};
}

struct Credentials {
  explicit Credentials(const Certificate& certificate) {
    const auto text = text_bio(certificate.chain);
    leaf = read_certificate(*text);
    while (auto above = read_certificate(*text))
      chain.push_back(std::move(above));
    const auto key_text = text_bio(certificate.key);
    key.reset(PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr));
    require(leaf && key, "server certificate or key");
  }

  X509Handle leaf{nullptr, &X509_free};
  std::vector<X509Handle> chain;
  KeyHandle key{nullptr, &EVP_PKEY_free};
};

void use_certificate(SSL_CTX* context, const Certificate& certificate) {
  const Credentials shown(certificate);
  require(SSL_CTX_use_certificate(context, shown.leaf.get()) == 1, "server certificate");
  for (const auto& above : shown.chain)
    SSL_CTX_add1_chain_cert(context, above.get());
  require(SSL_CTX_use_PrivateKey(context, shown.key.get()) == 1, "server key");
}

void demand_certificate(SSL_CTX* context, const std::string& authority_pem) {
  const auto root = read_certificate(*text_bio(authority_pem));
  require(root && X509_STORE_add_cert(SSL_CTX_get_cert_store(context), root.get()) == 1,
          "client authority");
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

// Called only when the client offers something.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* size, const unsigned char*,
                    unsigned, void* chosen) {
  const auto& name = *static_cast<const std::string*>(chosen);
  *out = reinterpret_cast<const unsigned char*>(name.data());
  *size = static_cast<unsigned char>(name.size());
  return SSL_TLSEXT_ERR_OK;
}

void speak_old_tls(SSL_CTX* context) {
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
  SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
}

}  // namespace

void use_certificate(SSL& tls, const Certificate& certificate) {
  const Credentials shown(certificate);
  require(SSL_use_certificate(&tls, shown.leaf.get()) == 1, "server certificate");
  SSL_clear_chain_certs(&tls);
  for (const auto& above : shown.chain)
    SSL_add1_chain_cert(&tls, above.get());
  require(SSL_use_PrivateKey(&tls, shown.key.get()) == 1, "server key");
  // A client that resumes a session isn't shown a certificate at all.
  constexpr unsigned char own_sessions[] = "another certificate";
  SSL_set_session_id_context(&tls, own_sessions, sizeof own_sessions);
}

void insist_on(std::string& protocol, SSL_CTX& context) {
  SSL_CTX_set_alpn_select_cb(&context, &choose_protocol, &protocol);
}

TlsServerContext make_tls_context(const ServerOptions& options) {
  if (!options.certificate) return {};
  TlsServerContext context(SSL_CTX_new(TLS_server_method()));
  require(context != nullptr, "no TLS context");
  use_certificate(context.get(), *options.certificate);
  if (!options.client_authority.empty())
    demand_certificate(context.get(), options.client_authority);
  if (options.tls_1_2) SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
  if (options.old_tls) speak_old_tls(context.get());
  return context;
}

}  // namespace crmlink::testing
