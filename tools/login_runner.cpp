#include "login_runner.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <memory>
#include <optional>
#include <utility>

#include "crmlink/http/authorization_code.hpp"
#include "crmlink/http/file_token_store.hpp"
#include "redirect_listener.hpp"

namespace crmlink::tool {
namespace {

namespace asio = boost::asio;

constexpr auto exchange_limit = std::chrono::seconds(30);

/// Lives on one thread, inside run().
class Runner {
 public:
  explicit Runner(LoginPlan plan)
      : plan_(std::move(plan)),
        client_(context_.get_executor(), plan_.client),
        store_(std::make_shared<http::FileTokenStore>(context_.get_executor(), plan_.store_file)),
        signals_(context_, SIGINT, SIGTERM),
        timer_(context_) {}

  Result<http::OAuthToken> run() {
    signals_.async_wait([this](boost::system::error_code error, int) {
      if (!error) end(Error(Errc::cancelled));
    });
    // What can't be replaced later is better said before somebody logs in for nothing.
    store_->async_load([this](const http::TokenStore::Loaded& loaded) {
      if (loaded)
        listen();
      else
        end(loaded.error());
    });
    context_.run();
    return result_.value_or(Error(Errc::cancelled));
  }

 private:
  void listen() {
    auto listener = RedirectListener::open(context_, plan_.oauth.redirect_url);
    if (!listener) return end(listener.error());
    listener_.emplace(std::move(*listener));
    plan_.oauth.redirect_url = listener_->url();
    http::AuthServices services(context_.get_executor());
    services.store = store_;
    auto login = http::AuthorizationCode::begin(plan_.oauth, services);
    if (!login) return end(login.error());
    login_.emplace(std::move(*login));
    listener_->start([this](const std::string& target, RedirectListener::Answer answer) {
      on_callback(target, std::move(answer));
    });
    timer_.expires_after(plan_.timeout);
    timer_.async_wait([this](boost::system::error_code error) {
      if (!error) end(too_late());
    });
    plan_.on_ready(login_->url(), listener_->url());
  }

  // Any page can send the browser here: only the one with our state ends the wait.
  void on_callback(const std::string& target, RedirectListener::Answer answer) {
    const auto code = login_->read_callback(target);
    if (exchanging_ || (!code && code.error() == Errc::invalid_argument))
      return answer(BrowserPage::not_ours);
    exchanging_ = true;
    login_->async_finish(client_, target, std::chrono::steady_clock::now() + exchange_limit,
                         asio::bind_cancellation_slot(
                             cancellation_.slot(), [this, answer](Result<http::OAuthToken> token) {
                               answer(token ? BrowserPage::logged_in : BrowserPage::failed);
                               end(std::move(token));
                             }));
  }

  Error too_late() const {
    ErrorInfo info(Errc::wait_timeout);
    info.where = "login";
    info.detail = "no browser came within " + std::to_string(plan_.timeout.count()) + " s";
    return info;
  }

  // The browser's last page is still on its way then; the loop ends when it is out.
  void end(Result<http::OAuthToken> result) {
    if (result_) return;
    result_.emplace(std::move(result));
    if (listener_) listener_->stop();
    timer_.cancel();
    signals_.cancel();
    cancellation_.emit(asio::cancellation_type::terminal);
    client_.close();
  }

  LoginPlan plan_;
  asio::io_context context_{1};
  http::Client client_;
  std::shared_ptr<http::FileTokenStore> store_;
  asio::signal_set signals_;
  asio::steady_timer timer_;
  std::optional<RedirectListener> listener_;
  std::optional<http::AuthorizationCode> login_;
  asio::cancellation_signal cancellation_;
  std::optional<Result<http::OAuthToken>> result_;
  bool exchanging_ = false;
};

}  // namespace

Result<http::OAuthToken> run_login(LoginPlan plan) {
  return Runner(std::move(plan)).run();
}

}  // namespace crmlink::tool
