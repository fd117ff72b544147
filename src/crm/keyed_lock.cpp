#include "crm/keyed_lock.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/experimental/concurrent_channel.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace crmlink {

namespace asio = boost::asio;

struct KeyedLock::Waiter {
  explicit Waiter(const asio::any_io_executor& executor) : turn(executor, 1) {}

  asio::experimental::concurrent_channel<void(boost::system::error_code)> turn;
};

asio::awaitable<bool> KeyedLock::Turn::async_wait(std::shared_ptr<Clock> clock,
                                                  Clock::TimePoint deadline) const {
  using namespace asio::experimental::awaitable_operators;
  if (lock_->has_turn(key_, waiter_)) co_return true;
  auto turn = waiter_->turn.async_receive(asio::as_tuple(asio::use_awaitable));
  auto end = clock->async_wait_until(deadline, asio::as_tuple(asio::use_awaitable));
  auto either = std::move(turn) || std::move(end);
  co_await std::move(either);
  // Whichever of the two came first: the turn may have come in the meantime.
  co_return lock_->has_turn(key_, waiter_);
}

void KeyedLock::Turn::end() noexcept {
  if (auto* const lock = std::exchange(lock_, nullptr)) lock->leave(key_, waiter_);
}

KeyedLock::Turn KeyedLock::enter(std::string key, const asio::any_io_executor& executor) {
  auto waiter = std::make_shared<Waiter>(executor);
  {
    const std::lock_guard lock(mutex_);
    queues_[key].push_back(waiter);
  }
  return {*this, std::move(key), std::move(waiter)};
}

bool KeyedLock::has_turn(const std::string& key, const WaiterPtr& waiter) {
  const std::lock_guard lock(mutex_);
  return queues_.at(key).front() == waiter;
}

void KeyedLock::leave(const std::string& key, const WaiterPtr& waiter) noexcept {
  WaiterPtr next;
  {
    const std::lock_guard lock(mutex_);
    const auto queue = queues_.find(key);
    const bool had_turn = queue->second.front() == waiter;
    std::erase(queue->second, waiter);
    if (queue->second.empty())
      queues_.erase(queue);
    else if (had_turn)
      next = queue->second.front();
  }
  if (next) next->turn.try_send(boost::system::error_code());
}

}  // namespace crmlink
