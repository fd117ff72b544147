#include "http/certificate_names.hpp"

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <boost/asio/ip/address.hpp>
#include <cstring>
#include <memory>
#include <string_view>

namespace crmlink::http {
namespace {

constexpr int max_names = 4;

struct NamesDeleter {
  void operator()(GENERAL_NAMES* names) const noexcept { GENERAL_NAMES_free(names); }
};

std::string_view bytes_of(const ASN1_STRING* text) {
  // OpenSSL hands out unsigned bytes; these names are IA5.
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string address_text(std::string_view bytes) {
  namespace ip = boost::asio::ip;
  if (bytes.size() == 4) {
    ip::address_v4::bytes_type raw;
    std::memcpy(raw.data(), bytes.data(), raw.size());
    return ip::address_v4(raw).to_string();
  }
  if (bytes.size() != 16) return "?";
  ip::address_v6::bytes_type raw;
  std::memcpy(raw.data(), bytes.data(), raw.size());
  return ip::address_v6(raw).to_string();
}

// The names come from a stranger: what isn't a plain character of a host name is replaced.
std::string quoted(std::string_view name) {
  std::string text = "\"";
  for (const char c : name.substr(0, 255))
    text += c > ' ' && c < 0x7f && c != '"' ? c : '?';
  return text += '"';
}

std::string common_name(const X509* certificate) {
  X509_NAME* const subject = X509_get_subject_name(certificate);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return "no name";
  return quoted(bytes_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at))));
}

std::string names_of(const X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, NamesDeleter> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
  std::string text;
  for (int i = 0; i < count && i < max_names; ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_DNS && name->type != GEN_IPADD) continue;
    if (!text.empty()) text += ", ";
    text += name->type == GEN_DNS ? quoted(bytes_of(name->d.dNSName))
                                  : quoted(address_text(bytes_of(name->d.iPAddress)));
  }
  if (count > max_names) text += ", …";
  return text.empty() ? common_name(certificate) : text;
}

}  // namespace

std::string describe_refusal(X509_STORE_CTX* store, const std::string& expected_host) {
  const int reason = X509_STORE_CTX_get_error(store);
  const X509* const leaf = X509_STORE_CTX_get0_cert(store);
  const std::string names = leaf != nullptr ? names_of(leaf) : "?";
  if (reason == X509_V_ERR_HOSTNAME_MISMATCH || reason == X509_V_ERR_IP_ADDRESS_MISMATCH) {
    return "certificate is for " + names + ", not \"" + expected_host + "\"";
  }
  return "certificate for " + names + ", presented by \"" + expected_host +
         "\": " + X509_verify_cert_error_string(reason);
}

}  // namespace crmlink::http
