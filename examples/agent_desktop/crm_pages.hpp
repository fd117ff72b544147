#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "crmlink/http/transport.hpp"
#include "web_server.hpp"

namespace agent_desktop {

/// Fetches pages of the CRM, so that the desktop shows them in a frame under its own origin.
class CrmPages {
 public:
  /// Takes what adds the credential, and where the CRM is: `https://localhost:8443`.
  CrmPages(std::shared_ptr<crmlink::http::Transport> transport, std::string base_url);

  /// Returns whether it is one of the pages that are passed on: accounts, records, their style.
  static bool knows(std::string_view path);
  /// Fetches one of them. Nothing in it can run, be sent off, or leave the frame.
  boost::asio::awaitable<Reply> show(std::string path) const;

 private:
  std::shared_ptr<crmlink::http::Transport> transport_;
  std::string base_url_;
};

}  // namespace agent_desktop
