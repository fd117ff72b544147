#pragma once

#include <openssl/ssl.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "exchange/server_request.hpp"
#include "testing/socket.hpp"

namespace crmlink::bench {

/// How a port of the server speaks.
enum class Port : std::uint8_t { plain, tls, tls_full };

/// An HTTP server of one thread, plain and TLS: kept-alive connections, replies that never change.
/// On the port `tls` sessions are resumed by ticket, on `tls_full` never.
class Server {
 public:
  Server();
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port(Port which) const;
  /// The certificate that clients trust (PEM).
  const std::string& root() const noexcept { return root_; }
  /// Serves until the process is ended.
  [[noreturn]] void run();

 private:
  class Connection;
  using TimePoint = std::chrono::steady_clock::time_point;
  struct Waiting {
    int fd;
    std::uint64_t serial;
    const std::string* reply;
  };

  void listen_on(Port which);
  void accept_all(Port which);
  void serve(int fd);
  void answer_requests(Connection& connection);
  void send_due();
  int milliseconds_to_next() const;
  void drop(int fd);

  testing::Descriptor epoll_;
  std::array<testing::Descriptor, 3> listeners_;
  std::array<SSL_CTX*, 3> contexts_{};
  std::string root_;
  std::uint64_t next_serial_ = 0;
  std::vector<std::unique_ptr<Connection>> connections_;  ///< By file descriptor.
  std::multimap<TimePoint, Waiting> waiting_;
};

}  // namespace crmlink::bench
