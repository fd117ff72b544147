#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "web_server.hpp"

namespace agent_desktop {

/// Returns 256 random bits in hexadecimal digits.
std::string random_token();

/// Who may use the desktop: a browser that has opened the link that was printed, or a program that
/// brings the token. For one thread.
class Access {
 public:
  /// Takes the token that programs bring, and the port, which tells cookies of desktops apart.
  Access(std::string token, std::uint16_t port);

  /// Returns the path of the link that logs in once: `/login?once=…`.
  std::string login_path() const;
  /// Uses the link up and makes another one. Returns the value of Set-Cookie; std::nullopt when it
  /// isn't the link.
  std::optional<std::string> log_in(std::string_view once);
  /// Returns whether a request has a session's cookie, or the token as a bearer token.
  bool admits(const Request& request) const;
  /// Returns whether it comes from a page of this server, by Host and, where there is one, Origin.
  /// Browsers send Origin with what changes something; other programs needn't.
  bool same_origin(const Request& request) const;

 private:
  bool has_session(std::string_view cookies) const;

  std::string token_;
  std::string port_;
  std::string cookie_;  // `agent_desktop_8080=`
  std::string once_;
  std::deque<std::string> sessions_;
};

}  // namespace agent_desktop
