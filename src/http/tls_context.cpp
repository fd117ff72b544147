#include "http/tls_context.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "http/tls_session.hpp"

namespace crmlink::http {
namespace {

// "http/1.1" with its length before it, RFC 7301 §3.1: a server that could speak HTTP/2 knows that
// it must not.
constexpr std::array<unsigned char, 9> alpn{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

struct BioDeleter {
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
};
struct CertificateDeleter {
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};

Error complain(std::string what) {
  ErrorInfo info(Errc::invalid_configuration);
  info.where = "TLS";
  info.detail = std::move(what) + ": " + take_openssl_error();
  return info;
}

Result<> add_roots(SSL_CTX* context, const std::string& pem) {
  const std::unique_ptr<BIO, BioDeleter> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  std::size_t added = 0;
  for (;;) {
    const std::unique_ptr<X509, CertificateDeleter> root(
        PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (!root) break;
    if (X509_STORE_add_cert(store, root.get()) != 1)
      return complain("a root of ca_pem can't be used");
    ++added;
  }
  if (added == 0) return complain("ca_pem holds no certificate");
  ERR_clear_error();  // The end of the text is an error to OpenSSL.
  return {};
}

Result<> load_roots(SSL_CTX* context, const TlsOptions& options) {
  if (options.system_roots && SSL_CTX_set_default_verify_paths(context) != 1)
    return complain("the system's roots can't be read");
  if (!options.ca_file.empty() && SSL_CTX_load_verify_file(context, options.ca_file.c_str()) != 1) {
    return complain("ca_file " + options.ca_file);
  }
  if (!options.ca_pem.empty()) return add_roots(context, options.ca_pem);
  return {};
}

Result<> load_revocations(SSL_CTX* context, const std::string& file) {
  if (file.empty()) return {};
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  X509_LOOKUP* const lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
  if (lookup == nullptr || X509_load_crl_file(lookup, file.c_str(), X509_FILETYPE_PEM) < 1)
    return complain("crl_file " + file);
  X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  return {};
}

int give_passphrase(char* buffer, int size, int, void* user) {
  const auto& passphrase = *static_cast<const Secret*>(user);
  const auto text = passphrase.resolve();
  if (!text || text->reveal().size() > static_cast<std::size_t>(size)) return -1;
  std::memcpy(buffer, text->reveal().data(), text->reveal().size());
  return static_cast<int>(text->reveal().size());
}

Result<> load_client_certificate(SSL_CTX* context, const TlsOptions& options) {
  if (options.certificate_file.empty() && options.key_file.empty()) return {};
  if (SSL_CTX_use_certificate_chain_file(context, options.certificate_file.c_str()) != 1) {
    return complain("certificate_file " + options.certificate_file);
  }
  Secret passphrase = options.key_passphrase;
  SSL_CTX_set_default_passwd_cb(context, give_passphrase);
  SSL_CTX_set_default_passwd_cb_userdata(context, &passphrase);
  const bool loaded =
      SSL_CTX_use_PrivateKey_file(context, options.key_file.c_str(), SSL_FILETYPE_PEM) == 1;
  SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
  SSL_CTX_set_default_passwd_cb(context, nullptr);
  if (!loaded) return complain("key_file " + options.key_file);
  if (SSL_CTX_check_private_key(context) != 1)
    return complain("certificate_file and key_file don't belong together");
  return {};
}

}  // namespace

std::string take_openssl_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "no further reason";
  const char* const reason = ERR_reason_error_string(code);
  if (reason != nullptr) return reason;
  std::array<char, 160> text{};
  ERR_error_string_n(code, text.data(), text.size());
  return text.data();
}

TlsContext::TlsContext()
    : context_(SSL_CTX_new(TLS_client_method())), bio_method_(TlsSession::make_bio_method()) {}

Result<std::shared_ptr<const TlsContext>> TlsContext::load(const TlsOptions& options) {
  ERR_clear_error();
  const std::shared_ptr<TlsContext> made(new TlsContext);
  if (made->native() == nullptr || made->bio_method() == nullptr)
    return complain("OpenSSL is out of memory");
  if (const auto configured = made->configure(options); !configured) return configured.error();
  return std::shared_ptr<const TlsContext>(made);
}

Result<> TlsContext::configure(const TlsOptions& options) {
  SSL_CTX* const context = native();
  SSL_CTX_set_min_proto_version(
      context, options.min_version == TlsVersion::tls_1_3 ? TLS1_3_VERSION : TLS1_2_VERSION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, &TlsSession::on_verify);
  if (SSL_CTX_set_alpn_protos(context, alpn.data(), alpn.size()) != 0) return complain("ALPN");
  // Tickets are kept per origin, not in the context, which knows no hosts.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, &TlsSession::on_ticket);
  auto pins = PinnedKeys::parse(options.pinned_keys);
  if (!pins) return pins.error();
  pinned_keys_ = std::move(*pins);
  if (const auto loaded = load_roots(context, options); !loaded) return loaded.error();
  if (const auto loaded = load_revocations(context, options.crl_file); !loaded)
    return loaded.error();
  return load_client_certificate(context, options);
}

Result<TlsIdentity> TlsIdentity::load(const TlsOptions& options) {
  auto context = TlsContext::load(options);
  if (!context) return context.error();
  return TlsIdentity(std::move(*context));
}

TlsIdentity::TlsIdentity(std::shared_ptr<const TlsContext> context) noexcept
    : context_(std::move(context)) {}
TlsIdentity::TlsIdentity(const TlsIdentity&) noexcept = default;
TlsIdentity& TlsIdentity::operator=(const TlsIdentity&) noexcept = default;
TlsIdentity::~TlsIdentity() = default;

}  // namespace crmlink::http
