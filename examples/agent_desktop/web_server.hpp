#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/result.hpp"
#include "web_message.hpp"

namespace agent_desktop {

using Reply = crm_service::WebReply;

/// A request of a browser; its body is of no use here.
struct Request {
  Request() = default;

  std::string method;
  std::string path;
  std::vector<crm_service::WebField> query;  ///< Decoded.
  std::string host;
  std::string origin;
  std::string cookie;
  std::string authorization;

  /// Returns the first value of that name in the query, or an empty text.
  std::string_view query_value(std::string_view name) const;
};

/// A WebSocket that is open.
class SocketPeer {
 public:
  virtual ~SocketPeer() = default;
  /// Sends a text. A browser that doesn't read for long is disconnected.
  virtual void send(std::string text) = 0;
};

/// What a server serves. Called on the server's executor; outlives the server.
class WebApp {
 public:
  virtual ~WebApp() = default;
  virtual boost::asio::awaitable<Reply> answer(Request request) = 0;
  /// Returns why a WebSocket isn't opened; std::nullopt opens it.
  virtual std::optional<Reply> refuse_socket(const Request& request) = 0;
  virtual void opened(const std::shared_ptr<SocketPeer>& peer) = 0;
  virtual void said(SocketPeer& peer, std::string_view text) = 0;
  virtual void closed(SocketPeer& peer) = 0;
};

/// HTTP and WebSockets on 127.0.0.1, for one thread. Everything that a browser sends is bounded.
class WebServer {
 public:
  /// Takes a port; zero: any free one. Nobody is served yet.
  static crmlink::Result<WebServer> bind(boost::asio::any_io_executor executor, std::uint16_t port);
  WebServer(WebServer&&) noexcept;
  WebServer& operator=(WebServer&&) noexcept;
  /// Stops it.
  ~WebServer();

  /// Returns the port that it listens on.
  std::uint16_t port() const;
  void serve(WebApp& app);
  /// Closes port and connections.
  void stop();

 private:
  class State;
  explicit WebServer(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace agent_desktop
