#include "http/auth/pkce.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>

#include "http/base64.hpp"

namespace crmlink::http {
namespace {

using Bytes = std::array<unsigned char, 32>;

std::string text_of(const Bytes& bytes) {
  return to_base64_url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

std::optional<std::string> random_text() {
  Bytes bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return std::nullopt;
  auto text = text_of(bytes);
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return text;
}

std::string code_challenge(std::string_view verifier) {
  Bytes digest{};
  unsigned size = 0;
  if (EVP_Digest(verifier.data(), verifier.size(), digest.data(), &size, EVP_sha256(), nullptr) !=
      1)
    return {};  // No server accepts that.
  return text_of(digest);
}

bool same_secret(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace crmlink::http
