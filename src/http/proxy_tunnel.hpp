#pragma once

#include <functional>
#include <memory>
#include <string>

#include "http/connection.hpp"
#include "http/connection_services.hpp"
#include "http/proxy.hpp"

namespace crmlink::http {

/// Asks a proxy to pass a connection on to a server (CONNECT, RFC 9110 §9.3.6).
///
/// Lives inside the client's Serial. Calls its handler exactly once, unless it is cancelled.
class ProxyTunnel final : public std::enable_shared_from_this<ProxyTunnel>, private Stream::User {
 public:
  /// Errc::proxy_refused when the proxy says no, ::connect_failed when it says nothing sensible.
  using Handler = std::function<void(Result<>)>;

  /// `authority`: the server's host and port.
  ProxyTunnel(const ConnectionServices& services, std::shared_ptr<const Proxy> proxy,
              std::string authority)
      : services_(services), proxy_(std::move(proxy)), authority_(std::move(authority)) {}

  /// Starts on a fresh connection to the proxy; the handler may run inside this call.
  void open(std::shared_ptr<Connection> connection, Handler handler);
  /// Ends without calling the handler; the connection isn't closed.
  void cancel();

 private:
  void send(Result<std::string> wire);
  void on_written(Result<> sent) override;
  void on_read(Result<std::size_t> read) override;
  void on_handshake(Result<>) override {}
  void on_reply();
  void read_more();
  void fail(const Error& cause);
  void finish(Result<> result);

  ConnectionServices services_;
  std::shared_ptr<const Proxy> proxy_;
  std::string authority_;
  std::shared_ptr<Connection> connection_;
  Handler handler_;
  std::string wire_;  ///< Holds the credentials until it is sent.
  std::size_t buffered_ = 0;
};

}  // namespace crmlink::http
