#pragma once

#include <cstddef>
#include <memory>

#include "http/executor.hpp"
#include "http/serial.hpp"

namespace crmlink::http {

/// Calls back at points in time, with one timer for all of them: arming and disarming cost some
/// moves in a heap, and no system call unless the earliest changes.
///
/// Everything happens inside the client's Serial. An empty queue lets its timer run out, for some
/// milliseconds, rather than stop and start it with each request.
class DeadlineQueue {
 public:
  /// Something that happens at a time; disarms itself when destroyed.
  class Hook {
   public:
    Hook() = default;
    Hook(const Hook&) = delete;
    Hook& operator=(const Hook&) = delete;

   protected:
    virtual ~Hook();
    /// The time has come; the hook isn't armed any more.
    virtual void on_deadline() = 0;

   private:
    friend class DeadlineQueue;
    friend struct DeadlineState;
    std::shared_ptr<struct DeadlineState> queue_;
    TimePoint when_{};
    std::size_t place_ = 0;
  };

  DeadlineQueue(const Executor& executor, std::shared_ptr<Serial> serial);
  ~DeadlineQueue();
  DeadlineQueue(const DeadlineQueue&) = delete;
  DeadlineQueue& operator=(const DeadlineQueue&) = delete;

  /// Arms a hook; one that is armed already is moved.
  void arm(Hook& hook, TimePoint when);
  void disarm(Hook& hook) noexcept;
  /// Stops the timer; call it before the queue goes.
  void stop();

 private:
  std::shared_ptr<DeadlineState> state_;
};

}  // namespace crmlink::http
