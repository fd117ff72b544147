#include "redirect_listener.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <utility>
#include <vector>

namespace crmlink::tool {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::size_t max_request = std::size_t{16} * 1024;
constexpr auto visit_limit = std::chrono::seconds(60);
constexpr std::size_t most_visits = 16;

Error failure(std::string detail) {
  ErrorInfo info(Errc::invalid_configuration);
  info.where = "redirect_url";
  info.detail = std::move(detail);
  return info;
}

std::string_view text_of(BrowserPage page) {
  switch (page) {
    case BrowserPage::logged_in:
      return "You are logged in. You can close this window.";
    case BrowserPage::failed:
      return "The login failed; the terminal says why. You can close this window.";
    case BrowserPage::not_ours:
      return "This isn't the login that the terminal waits for.";
    case BrowserPage::not_found:
      break;
  }
  return "There is nothing here.";
}

std::string_view status_of(BrowserPage page) {
  if (page == BrowserPage::not_found) return "404 Not Found";
  return page == BrowserPage::logged_in ? "200 OK" : "400 Bad Request";
}

// No text of the server's or of the query's: a page of ours must not carry somebody else's.
std::string render(BrowserPage page) {
  const auto text = text_of(page);
  auto body = "<!doctype html><html lang=\"en\"><title>crmlink</title><p>" + std::string(text) +
              "</p></html>\n";
  return "HTTP/1.1 " + std::string(status_of(page)) +
         "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " +
         std::to_string(body.size()) +
         "\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: "
         "close\r\n\r\n" +
         body;
}

std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find('?'));
}

/// Returns the target of a GET; empty for anything else.
std::string target_of(std::string_view head) {
  constexpr std::string_view method = "GET ";
  if (!head.starts_with(method)) return {};
  head.remove_prefix(method.size());
  return std::string(head.substr(0, head.find(' ')));
}

}  // namespace

struct RedirectListener::State {
  explicit State(asio::io_context& in) : context(in), acceptor(in) {}

  asio::io_context& context;
  tcp::acceptor acceptor;
  std::string path;
  OnCallback on_callback;
  std::vector<std::weak_ptr<Visit>> visits;
};

/// One connection of a browser: owned by what is under way on it.
class RedirectListener::Visit : public std::enable_shared_from_this<Visit> {
 public:
  Visit(std::shared_ptr<State> state, tcp::socket socket)
      : state_(std::move(state)), socket_(std::move(socket)), limit_(socket_.get_executor()) {}

  void start() {
    limit_.expires_after(visit_limit);
    limit_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
      const auto self = weak.lock();
      if (!error && self) self->close();
    });
    asio::async_read_until(
        socket_, asio::dynamic_buffer(head_, max_request), "\r\n\r\n",
        [self = shared_from_this()](boost::system::error_code error, std::size_t) {
          if (!error) self->on_head();
        });
  }

  /// Ends it unless its page is on the way: browsers open connections that they may never use.
  void stop() {
    if (reply_.empty()) close();
  }

 private:
  void on_head() {
    const auto target = target_of(head_);
    if (path_of(target) != state_->path || !state_->on_callback)
      return answer(BrowserPage::not_found);
    // A copy: what it does may stop the listener.
    const auto on_callback = state_->on_callback;
    on_callback(target, [self = shared_from_this()](BrowserPage page) { self->answer(page); });
  }

  void answer(BrowserPage page) {
    reply_ = render(page);
    asio::async_write(
        socket_, asio::buffer(reply_),
        [self = shared_from_this()](boost::system::error_code, std::size_t) { self->close(); });
  }

  void close() {
    boost::system::error_code ignored;
    limit_.cancel();
    socket_.shutdown(tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
  }

  std::shared_ptr<State> state_;
  tcp::socket socket_;
  asio::steady_timer limit_;
  std::string head_;
  std::string reply_;
};

Result<RedirectListener> RedirectListener::open(asio::io_context& context,
                                                const std::string& redirect_url) {
  const auto url =
      http::Url::parse(redirect_url.empty() ? "http://127.0.0.1/callback" : redirect_url);
  if (!url) return failure(std::string(url.error().detail()));
  if (url->is_https() || !url->is_loopback())
    return failure("not an http URL of this machine, such as http://127.0.0.1/callback");
  boost::system::error_code error;
  auto address = asio::ip::make_address(url->host(), error);
  if (error) address = asio::ip::address_v4::loopback();  // `localhost`
  const auto port = static_cast<std::uint16_t>(url->port() == 80 ? 0 : url->port());
  auto state = std::make_shared<State>(context);
  state->path = path_of(url->target());
  const tcp::endpoint endpoint(address, port);
  state->acceptor.open(endpoint.protocol(), error);
  if (!error) state->acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) state->acceptor.bind(endpoint, error);
  if (!error) state->acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return failure("port " + std::to_string(port) + ": " + error.message());
  const bool is_v6 = url->host().find(':') != std::string::npos;
  return RedirectListener(state, "http://" + (is_v6 ? '[' + url->host() + ']' : url->host()) + ':' +
                                     std::to_string(state->acceptor.local_endpoint().port()) +
                                     url->target());
}

void RedirectListener::start(OnCallback on_callback) {
  state_->on_callback = std::move(on_callback);
  accept(state_);
}

void RedirectListener::accept(const std::shared_ptr<State>& state) {
  state->acceptor.async_accept([state](boost::system::error_code error, tcp::socket socket) {
    if (error == asio::error::operation_aborted || !state->acceptor.is_open()) return;
    std::erase_if(state->visits, [](const auto& visit) { return visit.expired(); });
    if (!error && state->visits.size() < most_visits) {
      const auto visit = std::make_shared<Visit>(state, std::move(socket));
      state->visits.push_back(visit);
      visit->start();
    }
    accept(state);
  });
}

void RedirectListener::stop() {
  boost::system::error_code ignored;
  state_->acceptor.close(ignored);
  state_->on_callback = nullptr;
  for (const auto& visit : state_->visits)
    if (const auto open = visit.lock()) open->stop();
}

}  // namespace crmlink::tool
