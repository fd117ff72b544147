#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "crmlink/core/result.hpp"
#include "crmlink/http/url.hpp"

namespace crmlink::tool {

/// What the browser gets to see.
enum class BrowserPage { logged_in, failed, not_ours, not_found };

/// Waits on a loopback address for a browser that a login sends there. Lives on one thread.
class RedirectListener {
 public:
  /// Sends the page, and closes the connection.
  using Answer = std::function<void(BrowserPage page)>;
  /// Hears of a browser at the redirect URL; `target` is the path and the query.
  using OnCallback = std::function<void(const std::string& target, Answer answer)>;

  /// Listens where `redirect_url` points; at a port of the system's choice when it is empty or
  /// names port 80, which browsers don't show. Fails when that isn't http on this machine, or is
  /// taken.
  static Result<RedirectListener> open(boost::asio::io_context& context,
                                       const std::string& redirect_url);

  /// Returns the redirect URL with the port that is listened at.
  const std::string& url() const noexcept { return url_; }
  /// Begins to listen; other paths are answered by 404.
  void start(OnCallback on_callback);
  /// Takes no more browsers; those that wait for their page still get it.
  void stop();

 private:
  class Visit;
  struct State;
  RedirectListener(std::shared_ptr<State> state, std::string url)
      : state_(std::move(state)), url_(std::move(url)) {}
  static void accept(const std::shared_ptr<State>& state);

  std::shared_ptr<State> state_;
  std::string url_;
};

}  // namespace crmlink::tool
