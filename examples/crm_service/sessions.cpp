#include "sessions.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "hex.hpp"

namespace crm_service {
namespace {

constexpr std::size_t most_sessions = 1000;
// The prefix makes browsers insist on Secure, Path=/ and this very host (RFC 6265bis §4.1.3.2).
constexpr std::string_view cookie = "__Host-crm=";

bool equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view value_in(std::string_view cookies) {
  const auto at = cookies.find(cookie);
  if (at == std::string_view::npos) return {};
  const auto value = cookies.substr(at + cookie.size());
  return value.substr(0, value.find(';'));
}

}  // namespace

std::string Sessions::begin() {
  std::array<unsigned char, 32> random{};
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1)
    throw std::runtime_error("no random numbers");
  if (ids_.size() == most_sessions) ids_.pop_front();
  ids_.push_back(to_hex(random));
  // Lax: a screen pop comes from another site, and must find the agent logged in.
  return std::string(cookie) + ids_.back() + "; Path=/; Secure; HttpOnly; SameSite=Lax";
}

bool Sessions::has(std::string_view cookies) const {
  const auto value = value_in(cookies);
  return std::any_of(ids_.begin(), ids_.end(), [&](const auto& id) { return equal(id, value); });
}

}  // namespace crm_service
