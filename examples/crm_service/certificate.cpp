#include "certificate.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <utility>

#include "csv.hpp"

namespace crm_service {
namespace {

template <auto free_function>
struct Free {
  template <class T>
  void operator()(T* object) const {
    free_function(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, Free<BIO_free_all>>;

struct ExtensionText {
  int nid;
  const char* value;
};

Key make_key() {
  // Not EVP_EC_gen: that macro casts const away.
  return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
}

bool set_serial(X509* certificate) {
  std::uint64_t serial = 0;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1) return false;
  return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1;
}

bool set_validity(X509* certificate) {
  constexpr long hour = 3600;
  constexpr long year = 365 * 24 * hour;
  return X509_gmtime_adj(X509_getm_notBefore(certificate), -hour) != nullptr &&
         X509_gmtime_adj(X509_getm_notAfter(certificate), year) != nullptr;
}

bool set_name(X509* certificate, const char* common_name) {
  const auto* const text = reinterpret_cast<const unsigned char*>(common_name);
  return X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8, text,
                                    -1, -1, 0) == 1;
}

bool add_extension(X509* certificate, X509V3_CTX& context, const ExtensionText& text) {
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, text.nid, text.value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// `issuer` is nullptr for a certificate that signs itself.
Certificate make_certificate(const char* name, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key,
                             std::initializer_list<ExtensionText> extensions) {
  Certificate certificate(X509_new());
  auto* const raw = certificate.get();
  if (raw == nullptr || issuer_key == nullptr || X509_set_version(raw, X509_VERSION_3) != 1 ||
      !set_serial(raw) || !set_validity(raw) || !set_name(raw, name) ||
      X509_set_pubkey(raw, key) != 1)
    return nullptr;
  auto* const signer = issuer == nullptr ? raw : issuer;
  if (X509_set_issuer_name(raw, X509_get_subject_name(signer)) != 1) return nullptr;
  X509V3_CTX context;
  X509V3_set_ctx(&context, signer, raw, nullptr, nullptr, 0);
  for (const auto& extension : extensions)
    if (!add_extension(raw, context, extension)) return nullptr;
  return X509_sign(raw, issuer_key, EVP_sha256()) == 0 ? nullptr : std::move(certificate);
}

template <class Write>
std::string to_pem(Write write) {
  const Memory memory(BIO_new(BIO_s_mem()));
  if (!memory || write(memory.get()) != 1) return {};
  char* data = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &data);
  return std::string(data, static_cast<std::size_t>(size));
}

std::string to_pem(X509* certificate) {
  return to_pem([=](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

std::string to_pem(EVP_PKEY* key) {
  return to_pem([=](BIO* out) {
    return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

}  // namespace

crmlink::Result<ServerCertificate> make_server_certificate() {
  const auto authority_key = make_key();
  const auto authority = make_certificate("CRM service example authority", authority_key.get(),
                                          nullptr, authority_key.get(),
                                          {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                                           {NID_key_usage, "critical,keyCertSign"},
                                           {NID_subject_key_identifier, "hash"}});
  const auto key = make_key();
  const auto certificate =
      make_certificate("localhost", key.get(), authority.get(), authority_key.get(),
                       {{NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1"},
                        {NID_key_usage, "critical,digitalSignature"},
                        {NID_ext_key_usage, "serverAuth"}});
  if (!authority || !certificate)
    return failure("certificate", "OpenSSL can't make keys and certificates");
  return ServerCertificate{to_pem(authority.get()), to_pem(certificate.get()), to_pem(key.get())};
}

}  // namespace crm_service
