#pragma once

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace crmlink::testing {

/// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() noexcept = default;
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();

  int get() const noexcept { return fd_; }
  bool is_open() const noexcept { return fd_ >= 0; }
  void close() noexcept;

 private:
  int fd_ = -1;
};

/// Thrown in a server's thread when the server is destroyed; ends the thread.
struct Stopped : std::runtime_error {
  Stopped() : std::runtime_error("server stopped") {}
};

/// Wakes all threads of a server that wait for a socket.
class StopSignal {
 public:
  StopSignal();
  void raise() noexcept;

  /// Waits for poll(2) `events` on `fd`. Returns false after `limit`; throws Stopped when raised.
  bool wait(int fd, short events,
            std::chrono::milliseconds limit = std::chrono::milliseconds(-1)) const;

 private:
  Descriptor event_;
};

/// Binds a socket of `type` to a port of a loopback address; zero: of the system's choice. Doesn't
/// listen.
Descriptor bind_loopback(const std::string& address, int type, std::uint16_t port = 0);
/// Returns the port that a socket is bound to.
std::uint16_t local_port(const Descriptor& socket);
/// Returns whether IPv6 loopback can be used here.
bool has_ipv6_loopback();

/// A port that is bound and doesn't listen: connecting to it is refused.
class RefusingPort {
 public:
  RefusingPort();
  std::uint16_t port() const { return local_port(socket_); }

 private:
  Descriptor socket_;
};

/// A port whose queue of connections is full: connecting to it hangs.
class HangingPort {
 public:
  /// Zero: a port of the system's choice.
  explicit HangingPort(const std::string& address = "127.0.0.1", std::uint16_t port = 0);
  std::uint16_t port() const { return local_port(listener_); }

 private:
  Descriptor listener_;
  Descriptor fillers_[8];
};

/// Returns how many descriptors this process has open.
std::size_t open_descriptors();

}  // namespace crmlink::testing
