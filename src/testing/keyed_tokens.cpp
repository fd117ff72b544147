#include "testing/keyed_tokens.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace crmlink::testing {
namespace {

constexpr std::size_t key_size = 32;
constexpr std::size_t token_bytes = 6;
constexpr std::size_t least_number_digits = 9;
using Digest = std::array<unsigned char, 32>;

SecretText random_key() {
  std::string bytes(key_size, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(key_size)) != 1)
    throw std::runtime_error("RecordingTransport: no random key");
  return SecretText(std::move(bytes));
}

Digest digest_of(std::string_view key, std::string_view text) {
  Digest digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
  return digest;
}

std::string hex(const Digest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (std::size_t n = 0; n < token_bytes; ++n)
    text.append({digits[digest[n] >> 4U], digits[digest[n] & 15U]});
  return text;
}

/// A number keeps its length unless it is short, so that it fits where the real one did.
std::string number(const Digest& digest, std::string_view original) {
  const auto all =
      std::count_if(original.begin(), original.end(), [](char c) { return c >= '0' && c <= '9'; });
  const auto size =
      std::clamp(static_cast<std::size_t>(all), least_number_digits, most_phone_digits);
  std::string text;
  for (std::size_t n = 0; n < size; ++n)
    text += static_cast<char>('0' + (n == 0 ? 1 + digest[n] % 9 : digest[n] % 10));
  return text;
}

std::string_view name_of(PrivateKind kind) noexcept {
  if (kind == PrivateKind::phone) return "phone";
  return kind == PrivateKind::email ? "email" : "value";
}

}  // namespace

KeyedTokens::KeyedTokens(const Secret& key) : key_(key ? key.resolve().value() : random_key()) {}

std::string KeyedTokens::operator()(const PrivateValue& value) const {
  if (value.kind == PrivateKind::token) return std::string(value.text);
  const std::string kind(name_of(value.kind));
  const auto digest = digest_of(key_.reveal(), kind + ':' + normalized(value.kind, value.text));
  return value.is_number ? number(digest, value.text) : kind + '-' + hex(digest);
}

}  // namespace crmlink::testing
