#include "failing_system.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstring>
#include <span>

namespace crmlink::test {
namespace {

thread_local FailingSystem* installed = nullptr;

std::span<const int> errors_of(SystemCall call) {
  static constexpr int socket[] = {EMFILE, ENFILE, ENOMEM, ENOBUFS};
  static constexpr int connect[] = {ECONNREFUSED, ENETUNREACH, EADDRNOTAVAIL, ENOMEM};
  static constexpr int send[] = {ECONNRESET, EPIPE, EAGAIN, EINTR, ENOBUFS, ENOMEM};
  static constexpr int receive[] = {ECONNRESET, ENOMEM, EINTR, EAGAIN, ETIMEDOUT};
  static constexpr int epoll_ctl[] = {ENOMEM, ENOSPC};
  static constexpr int epoll_wait[] = {EINTR};
  static constexpr int option[] = {ENOBUFS, ENOPROTOOPT, ENOMEM};
  static constexpr int close[] = {EINTR, EIO};
  switch (call) {
    case SystemCall::socket:
      return socket;
    case SystemCall::connect:
      return connect;
    case SystemCall::send:
      return send;
    case SystemCall::receive:
      return receive;
    case SystemCall::epoll_ctl:
      return epoll_ctl;
    case SystemCall::epoll_wait:
      return epoll_wait;
    case SystemCall::close:
      return close;
    default:
      return option;
  }
}

const char* name_of(SystemCall call) {
  static constexpr const char* names[] = {"socket",    "connect",    "send",       "receive",
                                          "epoll_ctl", "epoll_wait", "set option", "get option",
                                          "control",   "close"};
  return names[static_cast<std::size_t>(call)];
}

bool is_harmless(SystemCall call, int error) {
  switch (call) {
    case SystemCall::set_option:
    case SystemCall::close:
    case SystemCall::epoll_wait:
      return true;
    case SystemCall::send:
    case SystemCall::receive:
      return error == EINTR || error == EAGAIN;
    default:
      return false;
  }
}

// The C library's own, or a sanitizer's that stands before it.
template <class Function>
Function* next(Function*, const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

bool fails(SystemCall call) {
  const int error = installed == nullptr ? 0 : installed->count(call);
  if (error != 0) errno = error;
  return error != 0;
}

}  // namespace

void FailingSystem::install(FailingSystem* system) {
  installed = system;
}

int FailingSystem::count(SystemCall call) {
  if (!armed_ || (only_ && call != *only_) || ++counted_ != wanted_) return 0;
  const auto errors = errors_of(call);
  const int error = errors[error_ < errors.size() ? error_ : 0];
  failed_ = std::string(name_of(call)) + ": " + std::strerror(error);
  harmless_ = test::is_harmless(call, error);
  stalls_ = call == SystemCall::receive && error == EAGAIN;
  return error;
}

}  // namespace crmlink::test

#define CRMLINK_STAND_IN extern "C" __attribute__((visibility("default")))

using crmlink::test::fails;
using crmlink::test::installed;
using crmlink::test::next;
using crmlink::test::SystemCall;

CRMLINK_STAND_IN int socket(int domain, int type, int protocol) noexcept {
  if (fails(SystemCall::socket)) return -1;
  static const auto real = next(&::socket, "socket");
  const int made = real(domain, type, protocol);
  if (installed != nullptr && made >= 0) installed->note_open(made);
  return made;
}

CRMLINK_STAND_IN int close(int descriptor) {
  static const auto real = next(&::close, "close");
  if (installed == nullptr) return real(descriptor);
  installed->note_close(descriptor);
  // A descriptor is closed whatever the system says of it.
  const bool failing = installed->count(SystemCall::close) != 0;
  const int closed = real(descriptor);
  if (!failing) return closed;
  errno = EINTR;
  return -1;
}

CRMLINK_STAND_IN int connect(int socket, const sockaddr* address, socklen_t size) {
  if (fails(SystemCall::connect)) return -1;
  static const auto real = next(&::connect, "connect");
  return real(socket, address, size);
}

CRMLINK_STAND_IN ssize_t send(int socket, const void* data, std::size_t size, int flags) {
  if (fails(SystemCall::send)) return -1;
  static const auto real = next(&::send, "send");
  return real(socket, data, size, flags);
}

CRMLINK_STAND_IN ssize_t sendto(int socket, const void* data, std::size_t size, int flags,
                                const sockaddr* address, socklen_t address_size) {
  if (fails(SystemCall::send)) return -1;
  static const auto real = next(&::sendto, "sendto");
  return real(socket, data, size, flags, address, address_size);
}

CRMLINK_STAND_IN ssize_t sendmsg(int socket, const msghdr* message, int flags) {
  if (fails(SystemCall::send)) return -1;
  static const auto real = next(&::sendmsg, "sendmsg");
  return real(socket, message, flags);
}

CRMLINK_STAND_IN ssize_t recv(int socket, void* data, std::size_t size, int flags) {
  if (fails(SystemCall::receive)) return -1;
  static const auto real = next(&::recv, "recv");
  return real(socket, data, size, flags);
}

CRMLINK_STAND_IN ssize_t recvfrom(int socket, void* data, std::size_t size, int flags,
                                  sockaddr* address, socklen_t* address_size) {
  if (fails(SystemCall::receive)) return -1;
  static const auto real = next(&::recvfrom, "recvfrom");
  return real(socket, data, size, flags, address, address_size);
}

CRMLINK_STAND_IN ssize_t recvmsg(int socket, msghdr* message, int flags) {
  if (fails(SystemCall::receive)) return -1;
  static const auto real = next(&::recvmsg, "recvmsg");
  return real(socket, message, flags);
}

CRMLINK_STAND_IN int epoll_ctl(int epoll, int operation, int descriptor,
                               epoll_event* event) noexcept {
  if (fails(SystemCall::epoll_ctl)) return -1;
  static const auto real = next(&::epoll_ctl, "epoll_ctl");
  return real(epoll, operation, descriptor, event);
}

CRMLINK_STAND_IN int epoll_wait(int epoll, epoll_event* events, int most, int timeout) {
  if (fails(SystemCall::epoll_wait)) return -1;
  static const auto real = next(&::epoll_wait, "epoll_wait");
  return real(epoll, events, most, timeout);
}

CRMLINK_STAND_IN int setsockopt(int socket, int level, int option, const void* value,
                                socklen_t size) noexcept {
  if (fails(SystemCall::set_option)) return -1;
  static const auto real = next(&::setsockopt, "setsockopt");
  return real(socket, level, option, value, size);
}

CRMLINK_STAND_IN int getsockopt(int socket, int level, int option, void* value,
                                socklen_t* size) noexcept {
  if (fails(SystemCall::get_option)) return -1;
  static const auto real = next(&::getsockopt, "getsockopt");
  return real(socket, level, option, value, size);
}

CRMLINK_STAND_IN int ioctl(int descriptor, unsigned long request, ...) noexcept {
  std::va_list arguments;
  va_start(arguments, request);
  void* const argument = va_arg(arguments, void*);
  va_end(arguments);
  if (fails(SystemCall::control)) return -1;
  static const auto real = next(&::ioctl, "ioctl");
  return real(descriptor, request, argument);
}

CRMLINK_STAND_IN int fcntl(int descriptor, int command, ...) {
  std::va_list arguments;
  va_start(arguments, command);
  void* const argument = va_arg(arguments, void*);
  va_end(arguments);
  if (fails(SystemCall::control)) return -1;
  static const auto real = next(&::fcntl, "fcntl");
  return real(descriptor, command, argument);
}
