#include "http/pinned_keys.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace crmlink::http {
namespace {

constexpr std::size_t hash_text_size = 44;  // 32 bytes in base64.
constexpr std::size_t decoded_size = 33;    // With the byte that its padding stands for.
constexpr std::string_view prefix = "sha256/";

struct OpensslFree {
  void operator()(unsigned char* bytes) const noexcept { OPENSSL_free(bytes); }
};

Error complain(const std::string& pin) {
  ErrorInfo info(Errc::invalid_configuration);
  info.where = "TLS";
  info.detail = "pinned_keys: \"" + pin + "\" isn't the base64 of a SHA-256, as in sha256/…=";
  return info;
}

std::string_view without_prefix(std::string_view pin) {
  if (!pin.starts_with(prefix)) return pin;
  pin.remove_prefix(prefix.size());
  // curl writes sha256//.
  const bool doubled = pin.size() == hash_text_size + 1 && pin.front() == '/';
  return doubled ? pin.substr(1) : pin;
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Result<PinnedKeys> PinnedKeys::parse(const std::vector<std::string>& pins) {
  PinnedKeys keys;
  for (const std::string& pin : pins) {
    const auto text = without_prefix(pin);
    std::array<unsigned char, decoded_size> decoded{};
    const bool good = text.size() == hash_text_size && text.ends_with('=') &&
                      !text.ends_with("==") && text.find_first_of(" \t\r\n") == text.npos &&
                      EVP_DecodeBlock(decoded.data(), bytes_of(text), hash_text_size) ==
                          static_cast<int>(decoded_size);
    if (!good) return complain(pin);
    std::copy_n(decoded.begin(), Hash().size(), keys.hashes_.emplace_back().begin());
  }
  return keys;
}

PinnedKeys::Hash PinnedKeys::hash_of(const X509* certificate) {
  Hash hash{};
  unsigned char* encoded = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &encoded);
  const std::unique_ptr<unsigned char, OpensslFree> holder(encoded);
  if (size > 0)
    EVP_Digest(encoded, static_cast<std::size_t>(size), hash.data(), nullptr, EVP_sha256(),
               nullptr);
  return hash;
}

std::string PinnedKeys::pin_of(const X509* certificate) {
  const Hash hash = hash_of(certificate);
  std::array<unsigned char, hash_text_size + 1> text{};
  const int size = EVP_EncodeBlock(text.data(), hash.data(), static_cast<int>(hash.size()));
  return std::string(prefix).append(text.begin(), text.begin() + size);
}

bool PinnedKeys::are_met_by(const STACK_OF(X509) * chain) const {
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    const Hash hash = hash_of(sk_X509_value(chain, i));
    if (std::find(hashes_.begin(), hashes_.end(), hash) != hashes_.end()) return true;
  }
  return false;
}

}  // namespace crmlink::http
