#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>

namespace crmlink::test {

/// What the code under test asks of the system.
enum class SystemCall {
  socket,
  connect,
  send,
  receive,
  epoll_ctl,
  epoll_wait,
  set_option,
  get_option,
  control,
  close,
};

/// Makes one system operation of the calling thread fail, and keeps account of its sockets.
///
/// This executable's own socket(), send() and so on stand before the C library's, for shared
/// libraries, too. Without an object of this class they pass everything on. One at a time per
/// thread. Setting a timer isn't among them: with good arguments the system has no way to refuse
/// it.
class FailingSystem {
 public:
  /// The most errors that one operation can fail with here.
  static constexpr std::size_t most_errors = 6;

  /// Lets the n-th operation fail, from 1, in the way of that number: those that an operation
  /// doesn't have mean the first again.
  FailingSystem(std::size_t n, std::size_t error) : wanted_(n), error_(error) { install(this); }
  FailingSystem(const FailingSystem&) = delete;
  ~FailingSystem() { install(nullptr); }

  /// Counts only operations of that kind.
  void only(SystemCall call) { only_ = call; }
  void arm() { armed_ = true; }
  void disarm() { armed_ = false; }

  /// Returns whether the operation came.
  bool has_failed() const { return !failed_.empty(); }
  /// Returns what failed and how: `connect: Network is unreachable`.
  const std::string& failed() const { return failed_; }
  /// Returns whether nothing may come of that failure.
  bool is_harmless() const { return harmless_; }
  /// Returns whether that failure can't happen when the socket has bytes, after which nobody says
  /// again that it has: the operation may wait for as long as it may.
  bool may_stall() const { return stalls_; }
  /// Returns how many sockets the thread has open.
  std::size_t open_sockets() const { return sockets_.size(); }

  /// Counts an operation; returns the error that it must fail with, or zero. For the stand-ins.
  int count(SystemCall call);
  /// Note that the thread has made, or closed, a socket. For the stand-ins.
  void note_open(int socket) { sockets_.insert(socket); }
  void note_close(int socket) { sockets_.erase(socket); }

 private:
  static void install(FailingSystem* system);

  const std::size_t wanted_;
  const std::size_t error_;
  std::optional<SystemCall> only_;
  std::size_t counted_ = 0;
  bool armed_ = false;
  bool harmless_ = false;
  bool stalls_ = false;
  std::string failed_;
  std::set<int> sockets_;
};

}  // namespace crmlink::test
