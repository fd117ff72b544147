#pragma once

#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access.hpp"
#include "agent_call.hpp"
#include "crm_pages.hpp"
#include "page_files.hpp"
#include "setup.hpp"
#include "web_server.hpp"

namespace agent_desktop {

/// What an agent's browser sees: the page around all, the adapter, the CRM's pages, and the calls.
/// For one thread.
class Desktop final : public WebApp {
 public:
  /// `new_link` is called with the next login's path each time one was used.
  Desktop(Setup& setup, PageFiles files, Access access,
          std::function<void(const std::string&)> new_link);

  boost::asio::awaitable<Reply> answer(Request request) override;
  std::optional<Reply> refuse_socket(const Request& request) override;
  void opened(const std::shared_ptr<SocketPeer>& peer) override;
  void said(SocketPeer& peer, std::string_view text) override;
  void closed(SocketPeer& peer) override;

  /// Does what the outbox holds, when its time has come, until stop().
  boost::asio::awaitable<void> catch_up();
  void stop();

 private:
  Reply log_in(const Request& request);
  Reply simulate(const Request& request);
  Reply simulate_ring(const Request& request);
  Reply simulate_crm(const Request& request);
  void obey(std::string_view action, const std::string& text, const std::string& notes);
  void tell_all(const std::string& message);
  void end_if_over();

  Setup& setup_;
  PageFiles files_;
  Access access_;
  std::function<void(const std::string&)> new_link_;
  CrmPages crm_pages_;
  std::vector<std::shared_ptr<SocketPeer>> peers_;
  std::shared_ptr<AgentCall> call_;  // nullptr: none.
  std::uint64_t last_call_ = 1000;
  boost::asio::steady_timer next_round_;
  bool stopping_ = false;
  bool all_due_ = false;
};

}  // namespace agent_desktop
