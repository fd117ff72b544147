#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "crmlink/core/result.hpp"
#include "crmlink/http/auth_options.hpp"
#include "crmlink/http/client.hpp"
#include "crmlink/http/token_store.hpp"

namespace crmlink::tool {

/// What login is made.
struct LoginPlan {
  http::OAuthOptions oauth;
  http::ClientOptions client;
  std::string store_file;
  std::chrono::seconds timeout{0};  ///< For the person.
  /// Called with the URL to open, and with the one that is waited at.
  std::function<void(const std::string& url, const std::string& redirect_url)> on_ready;
};

/// Waits for the browser, exchanges the code and saves the token, until that is done, the time is
/// over (Errc::wait_timeout), or SIGINT or SIGTERM comes (Errc::cancelled).
Result<http::OAuthToken> run_login(LoginPlan plan);

}  // namespace crmlink::tool
