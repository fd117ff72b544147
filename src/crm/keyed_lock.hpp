#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "crmlink/core/clock.hpp"

namespace crmlink {

/// Lets one at a time go on with a key, in the order of asking. Thread-safe.
class KeyedLock {
 public:
  KeyedLock() = default;
  KeyedLock(const KeyedLock&) = delete;
  KeyedLock& operator=(const KeyedLock&) = delete;

 private:
  struct Waiter;
  using WaiterPtr = std::shared_ptr<Waiter>;

 public:
  /// A place among those who want a key; it is given up when it is destroyed, whether its turn has
  /// come or not.
  class Turn {
   public:
    Turn() noexcept = default;
    Turn(Turn&& other) noexcept
        : lock_(std::exchange(other.lock_, nullptr)),
          key_(std::move(other.key_)),
          waiter_(std::move(other.waiter_)) {}
    Turn& operator=(Turn&&) = delete;
    ~Turn() { end(); }

    /// Waits; returns whether the turn has come. It hasn't when `deadline` came first, or a
    /// cancellation.
    boost::asio::awaitable<bool> async_wait(std::shared_ptr<Clock> clock,
                                            Clock::TimePoint deadline) const;
    /// Lets the next one have its turn.
    void end() noexcept;

   private:
    friend class KeyedLock;
    Turn(KeyedLock& lock, std::string key, WaiterPtr waiter) noexcept
        : lock_(&lock), key_(std::move(key)), waiter_(std::move(waiter)) {}

    KeyedLock* lock_ = nullptr;
    std::string key_;
    WaiterPtr waiter_;
  };

  /// Takes the next place for a key. The lock must outlive it; the executor is for what waits.
  Turn enter(std::string key, const boost::asio::any_io_executor& executor);

 private:
  bool has_turn(const std::string& key, const WaiterPtr& waiter);
  void leave(const std::string& key, const WaiterPtr& waiter) noexcept;

  std::mutex mutex_;
  /// Who wants a key, in order; the first has it.
  std::map<std::string, std::deque<WaiterPtr>, std::less<>> queues_;
};

}  // namespace crmlink
