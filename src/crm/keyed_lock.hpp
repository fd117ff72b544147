#pragma once

#include <boost/asio/awaitable.hpp>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "crmlink/core/clock.hpp"

namespace crmlink {

/// Lets one holder of a key go on at a time, in the order of asking. Thread-safe.
class KeyedLock {
 public:
  KeyedLock() = default;
  KeyedLock(const KeyedLock&) = delete;
  KeyedLock& operator=(const KeyedLock&) = delete;

  /// Holds a key until it is destroyed; holds none when it is empty.
  class Holder {
   public:
    Holder() noexcept = default;
    Holder(KeyedLock& lock, std::string key) noexcept : lock_(&lock), key_(std::move(key)) {}
    Holder(Holder&& other) noexcept;
    Holder& operator=(Holder&&) = delete;
    ~Holder();

    explicit operator bool() const noexcept { return lock_ != nullptr; }

   private:
    KeyedLock* lock_ = nullptr;
    std::string key_;
  };

  /// Waits for the key's turn; empty when `deadline` came first, or a cancellation. The lock must
  /// outlive the holder.
  boost::asio::awaitable<Holder> async_hold(std::string key, std::shared_ptr<Clock> clock,
                                            Clock::TimePoint deadline);

 private:
  struct Waiter;
  using WaiterPtr = std::shared_ptr<Waiter>;

  bool leave(const std::string& key, const WaiterPtr& waiter);
  void release(const std::string& key);

  std::mutex mutex_;
  /// The keys that are held, and who waits for them.
  std::map<std::string, std::deque<WaiterPtr>, std::less<>> held_;
};

}  // namespace crmlink
