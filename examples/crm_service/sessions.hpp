#pragma once

#include <deque>
#include <string>
#include <string_view>

namespace crm_service {

/// The browsers that have logged in, by the random value of their cookie. In memory: a restart
/// forgets them. Used by one thread.
class Sessions {
 public:
  /// Logs a browser in and returns the value of Set-Cookie. The oldest of too many is logged out.
  std::string begin();
  /// Returns whether the Cookie field of a request has a session.
  bool has(std::string_view cookies) const;

 private:
  std::deque<std::string> ids_;
};

}  // namespace crm_service
