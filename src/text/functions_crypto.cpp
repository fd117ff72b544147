#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <limits>

#include "text/functions.hpp"

namespace crmlink::text {
namespace {

using Digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string to_hex(const Digest& digest, unsigned size) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string text;
  text.reserve(std::size_t{size} * 2);
  for (unsigned i = 0; i < size; ++i) {
    text += hex[digest[i] >> 4U];
    text += hex[digest[i] & 0xFU];
  }
  return text;
}

const unsigned char* bytes(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

FunctionResult sha256(FunctionArguments arguments) {
  const auto text = *arguments[0];
  Digest digest{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    return std::nullopt;
  return to_hex(digest, size);
}

FunctionResult hmac_sha256(FunctionArguments arguments) {
  const auto text = *arguments[0];
  const auto key = *arguments[1];
  Digest digest{};
  unsigned size = 0;
  if (key.size() > std::size_t{std::numeric_limits<int>::max()}) return std::nullopt;
  const auto* const made = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes(text),
                                text.size(), digest.data(), &size);
  if (made == nullptr) return std::nullopt;
  return to_hex(digest, size);
}

FunctionResult base64(FunctionArguments arguments) {
  const auto text = *arguments[0];
  if (text.size() > std::size_t{std::numeric_limits<int>::max()} / 2) return std::nullopt;
  // OpenSSL ends the text with a NUL, which takes the place of the string's own.
  std::string encoded((text.size() + 2) / 3 * 4, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()), bytes(text),
                  static_cast<int>(text.size()));
  return encoded;
}

}  // namespace crmlink::text
