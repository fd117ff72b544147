#include "messages/message_digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <bit>
#include <string>

namespace crmlink {
namespace {

std::uint64_t word_of(const unsigned char* bytes) noexcept {
  std::uint64_t word = 0;
  for (int n = 0; n < 8; ++n)
    word = word << 8U | bytes[n];
  return word;
}

void append(std::string_view part, std::string& text) {
  text.append(std::to_string(part.size())).append(":").append(part);
}

}  // namespace

void MessageDigest::add(const MessageDigest& next) noexcept {
  constexpr std::uint64_t golden = 0x9E3779B97F4A7C15U;
  high = std::rotl(high, 5) * golden ^ next.high;
  low = (low ^ std::rotl(low, 23)) * golden + next.low;
}

MessageDigest digest_of(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  EVP_Digest(text.data(), text.size(), hash.data(), nullptr, EVP_sha256(), nullptr);
  return {.high = word_of(hash.data()), .low = word_of(hash.data() + 8)};
}

MessageDigest digest_of(const Message& message) {
  std::string text;
  text.reserve(256);
  for (const std::string_view part :
       {std::string_view(message.customer_session_id), std::string_view(message.session_id),
        std::string_view(message.timestamp), std::string_view(message.text)})
    append(part, text);
  append(message.ts ? std::to_string(*message.ts) : "", text);
  for (const auto* part :
       {&message.sender_name, &message.sender_email, &message.sender_type, &message.workflow_node})
    append(part->value_or(""), text);
  // What has no text, no time and no session is known by all of it.
  if (message.text.empty() && !message.ts) append(message.json, text);
  return digest_of(text);
}

}  // namespace crmlink
