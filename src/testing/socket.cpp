#include "testing/socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

namespace crmlink::testing {
namespace {

void require(bool good, const char* what) {
  if (!good) throw std::system_error(errno, std::generic_category(), what);
}

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;

  sockaddr* get() noexcept { return reinterpret_cast<sockaddr*>(&storage); }
};

Address make_address(const std::string& text, std::uint16_t port) {
  Address made;
  if (text.find(':') == std::string::npos) {
    auto& v4 = reinterpret_cast<sockaddr_in&>(made.storage);
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    require(inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1, "address");
    made.size = sizeof(sockaddr_in);
  } else {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(made.storage);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    require(inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1, "address");
    made.size = sizeof(sockaddr_in6);
  }
  return made;
}

Address local_address(const Descriptor& socket) {
  Address found;
  found.size = sizeof(found.storage);
  require(::getsockname(socket.get(), found.get(), &found.size) == 0, "getsockname");
  return found;
}

}  // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this == &other) return *this;
  close();
  fd_ = std::exchange(other.fd_, -1);
  return *this;
}

Descriptor::~Descriptor() {
  close();
}

void Descriptor::close() noexcept {
  if (is_open()) ::close(std::exchange(fd_, -1));
}

StopSignal::StopSignal() : event_(::eventfd(0, EFD_CLOEXEC)) {
  require(event_.is_open(), "eventfd");
}

void StopSignal::raise() noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(event_.get(), &one, sizeof one);
}

bool StopSignal::wait(int fd, short events, std::chrono::milliseconds limit) const {
  pollfd watched[] = {{fd, events, 0}, {event_.get(), POLLIN, 0}};
  int ready = -1;
  do
    ready = ::poll(watched, 2, static_cast<int>(limit.count()));
  while (ready < 0 && errno == EINTR);
  require(ready >= 0, "poll");
  if (watched[1].revents != 0) throw Stopped();
  return watched[0].revents != 0;
}

Descriptor bind_loopback(const std::string& address, int type, std::uint16_t port) {
  auto where = make_address(address, port);
  Descriptor socket(::socket(where.storage.ss_family, type | SOCK_CLOEXEC, 0));
  require(socket.is_open(), "socket");
  require(::bind(socket.get(), where.get(), where.size) == 0, "bind");
  return socket;
}

std::uint16_t local_port(const Descriptor& socket) {
  auto found = local_address(socket);
  const auto& v4 = reinterpret_cast<const sockaddr_in&>(found.storage);
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(found.storage);
  return ntohs(found.storage.ss_family == AF_INET ? v4.sin_port : v6.sin6_port);
}

bool has_ipv6_loopback() {
  try {
    bind_loopback("::1", SOCK_STREAM);
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

RefusingPort::RefusingPort() : socket_(bind_loopback("127.0.0.1", SOCK_STREAM)) {}

HangingPort::HangingPort(const std::string& address, std::uint16_t port)
    : listener_(bind_loopback(address, SOCK_STREAM, port)) {
  require(::listen(listener_.get(), 0) == 0, "listen");
  auto where = local_address(listener_);
  for (auto& filler : fillers_) {
    filler = Descriptor(
        ::socket(where.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    require(filler.is_open(), "socket");
    const auto connected = ::connect(filler.get(), where.get(), where.size);
    require(connected == 0 || errno == EINPROGRESS, "connect");
  }
}

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  // The iterator holds one itself.
  return static_cast<std::size_t>(std::distance(begin(all), end(all))) - 1;
}

}  // namespace crmlink::testing
