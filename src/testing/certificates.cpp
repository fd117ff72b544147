#include "crmlink/testing/certificates.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <stdexcept>

namespace crmlink::testing {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
  void operator()(X509_CRL* list) const noexcept { X509_CRL_free(list); }
  void operator()(X509_REVOKED* entry) const noexcept { X509_REVOKED_free(entry); }
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
  void operator()(ASN1_TIME* time) const noexcept { ASN1_TIME_free(time); }
  void operator()(X509_EXTENSION* extension) const noexcept { X509_EXTENSION_free(extension); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using X509Handle = std::unique_ptr<X509, Free>;

void require(bool good, const char* what) {
  if (!good) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

Key make_key() {
  // Not EVP_EC_gen: that macro casts const away.
  Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  require(key != nullptr, "no key");
  return key;
}

std::string text_of(BIO& bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(&bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509& certificate) {
  const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509(bio.get(), &certificate) == 1, "certificate not written");
  return text_of(*bio);
}

std::string pem_of(EVP_PKEY& key) {
  const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_PrivateKey(bio.get(), &key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "key not written");
  return text_of(*bio);
}

X509Handle read_certificate(const std::string& pem) {
  const std::unique_ptr<BIO, Free> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  X509Handle certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  require(certificate != nullptr, "certificate not read");
  return certificate;
}

void add_revoked(X509_CRL& list, const Certificate& certificate, ASN1_TIME& when) {
  const auto revoked = read_certificate(certificate.chain);
  std::unique_ptr<X509_REVOKED, Free> entry(X509_REVOKED_new());
  X509_REVOKED_set_serialNumber(entry.get(), X509_get_serialNumber(revoked.get()));
  X509_REVOKED_set_revocationDate(entry.get(), &when);
  require(X509_CRL_add0_revoked(&list, entry.release()) == 1, "revocation refused");
}

// Clients may refuse two certificates of one issuer with the same number.
long next_serial() {
  static std::atomic<long> serial{1000};
  return ++serial;
}

void add_extension(X509& certificate, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, &certificate, &certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Free> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  require(extension != nullptr && X509_add_ext(&certificate, extension.get(), -1) == 1,
          "extension refused");
}

X509Handle make_unsigned(const std::string& name, EVP_PKEY& key, std::chrono::seconds starts,
                         std::chrono::seconds ends) {
  X509Handle made(X509_new());
  require(made != nullptr, "no certificate");
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), next_serial());
  X509_gmtime_adj(X509_getm_notBefore(made.get()), starts.count());
  X509_gmtime_adj(X509_getm_notAfter(made.get()), ends.count());
  X509_set_pubkey(made.get(), &key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return made;
}

std::string alternative_names(const std::vector<std::string>& hosts) {
  std::string names;
  for (const auto& host : hosts) {
    const bool address = host.find_first_not_of("0123456789.") == std::string::npos ||
                         host.find(':') != std::string::npos;
    names += (names.empty() ? "" : ",") + std::string(address ? "IP:" : "DNS:") + host;
  }
  return names;
}

X509Handle make_leaf(const LeafOptions& options, EVP_PKEY& key) {
  auto made = make_unsigned("crmlink test peer", key, options.starts, options.ends);
  add_extension(*made, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(*made, NID_ext_key_usage, options.client ? "clientAuth" : "serverAuth");
  if (!options.hosts.empty())
    add_extension(*made, NID_subject_alt_name, alternative_names(options.hosts));
  return made;
}

void sign(X509& certificate, X509& issuer, EVP_PKEY& issuer_key) {
  X509_set_issuer_name(&certificate, X509_get_subject_name(&issuer));
  require(X509_sign(&certificate, &issuer_key, EVP_sha256()) > 0, "not signed");
}

}  // namespace

struct CertificateAuthority::State {
  Key key = make_key();
  X509Handle certificate;
  std::string pem;
  std::string chain;  // What a server sends after its own certificate: nothing of the root.

  explicit State(const std::string& name)
      : certificate(
            make_unsigned(name, *key, std::chrono::hours(-1000), std::chrono::hours(1000))) {
    add_extension(*certificate, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(*certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
  }

  void sign_with(const State& issuer) {
    sign(*certificate, *issuer.certificate, *issuer.key);
    pem = pem_of(*certificate);
  }
};

CertificateAuthority::CertificateAuthority(std::shared_ptr<const State> state) noexcept
    : state_(std::move(state)) {}

CertificateAuthority::CertificateAuthority(const std::string& name) {
  auto state = std::make_shared<State>(name);
  state->sign_with(*state);
  state_ = std::move(state);
}

CertificateAuthority CertificateAuthority::intermediate(const std::string& name) const {
  auto below = std::make_shared<State>(name);
  below->sign_with(*state_);
  below->chain = below->pem + state_->chain;
  return CertificateAuthority(std::move(below));
}

Certificate CertificateAuthority::issue(const LeafOptions& options) const {
  const auto key = make_key();
  const auto leaf = make_leaf(options, *key);
  sign(*leaf, *state_->certificate, *state_->key);
  return {pem_of(*leaf) + state_->chain, pem_of(*key)};
}

std::string CertificateAuthority::revoke(const std::vector<Certificate>& certificates,
                                         std::chrono::seconds ends) const {
  const std::unique_ptr<X509_CRL, Free> list(X509_CRL_new());
  X509_CRL_set_version(list.get(), 1);
  X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(state_->certificate.get()));
  const std::unique_ptr<ASN1_TIME, Free> now(X509_gmtime_adj(nullptr, -3600));
  const std::unique_ptr<ASN1_TIME, Free> end(X509_gmtime_adj(nullptr, ends.count()));
  X509_CRL_set1_lastUpdate(list.get(), now.get());
  X509_CRL_set1_nextUpdate(list.get(), end.get());
  for (const auto& certificate : certificates)
    add_revoked(*list, certificate, *now);
  require(X509_CRL_sign(list.get(), state_->key.get(), EVP_sha256()) > 0, "list not signed");
  const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509_CRL(bio.get(), list.get()) == 1, "list not written");
  return text_of(*bio);
}

std::string pin_of(const std::string& pem) {
  const auto certificate = read_certificate(pem);
  unsigned char* encoded = nullptr;
  const int size = i2d_PUBKEY(X509_get0_pubkey(certificate.get()), &encoded);
  require(size > 0, "no public key");
  unsigned char hash[32];
  EVP_Digest(encoded, static_cast<std::size_t>(size), hash, nullptr, EVP_sha256(), nullptr);
  OPENSSL_free(encoded);
  unsigned char text[45];
  EVP_EncodeBlock(text, hash, sizeof hash);
  return reinterpret_cast<const char*>(text);
}

const std::string& CertificateAuthority::pem() const noexcept {
  return state_->pem;
}

Certificate self_signed(const LeafOptions& options) {
  const auto key = make_key();
  const auto leaf = make_leaf(options, *key);
  sign(*leaf, *leaf, *key);
  return {pem_of(*leaf), pem_of(*key)};
}

}  // namespace crmlink::testing
