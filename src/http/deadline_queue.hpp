#pragma once

#include <map>
#include <memory>

#include "http/executor.hpp"

namespace crmlink::http {

/// Calls back at points in time, with one timer for all of them: arming and disarming cost a tree
/// operation, no system call unless the earliest changes.
///
/// Lives on the client's strand.
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
    std::shared_ptr<struct DeadlineState> queue_;
    std::multimap<TimePoint, Hook*>::iterator place_;
  };

  explicit DeadlineQueue(const Strand& strand);
  ~DeadlineQueue();
  DeadlineQueue(const DeadlineQueue&) = delete;
  DeadlineQueue& operator=(const DeadlineQueue&) = delete;

  /// Arms a hook; one that is armed already is moved.
  void arm(Hook& hook, TimePoint when);
  void disarm(Hook& hook) noexcept;

 private:
  friend struct DeadlineState;
  static void fire_due(const std::shared_ptr<DeadlineState>& state);

  std::shared_ptr<DeadlineState> state_;
};

}  // namespace crmlink::http
