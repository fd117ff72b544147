#include "access.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "crmlink/dip/answering.hpp"
#include "hex.hpp"

namespace agent_desktop {
namespace {

constexpr std::size_t most_sessions = 20;

bool equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

std::string random_token() {
  std::array<unsigned char, 32> random{};
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1)
    throw std::runtime_error("no random numbers");
  return crm_service::to_hex(random);
}

Access::Access(std::string token, std::uint16_t port)
    : token_(std::move(token)),
      port_(std::to_string(port)),
      cookie_("agent_desktop_" + port_ + "="),
      once_(random_token()) {}

std::string Access::login_path() const {
  return "/login?once=" + once_;
}

std::optional<std::string> Access::log_in(std::string_view once) {
  if (!equal(once, once_)) return std::nullopt;
  once_ = random_token();
  if (sessions_.size() == most_sessions) sessions_.pop_front();
  sessions_.push_back(random_token());
  return cookie_ + sessions_.back() + "; Path=/; HttpOnly; SameSite=Strict";
}

bool Access::admits(const Request& request) const {
  return has_session(request.cookie) ||
         crmlink::bearer_token_matches(request.authorization, token_);
}

bool Access::same_origin(const Request& request) const {
  // A name that leads to 127.0.0.1 as well isn't ours: its pages are somebody else's.
  if (request.host != "127.0.0.1:" + port_ && request.host != "localhost:" + port_) return false;
  return request.origin.empty() || request.origin == "http://" + request.host;
}

bool Access::has_session(std::string_view cookies) const {
  const auto at = cookies.find(cookie_);
  if (at == std::string_view::npos) return false;
  auto value = cookies.substr(at + cookie_.size());
  value = value.substr(0, value.find(';'));
  return std::any_of(sessions_.begin(), sessions_.end(),
                     [value](const auto& session) { return equal(session, value); });
}

}  // namespace agent_desktop
