#include "crm/keyed_lock.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/experimental/concurrent_channel.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace crmlink {

namespace asio = boost::asio;

struct KeyedLock::Waiter {
  explicit Waiter(const asio::any_io_executor& executor) : turn(executor, 1) {}

  asio::experimental::concurrent_channel<void(boost::system::error_code)> turn;
};

KeyedLock::Holder::Holder(Holder&& other) noexcept
    : lock_(std::exchange(other.lock_, nullptr)), key_(std::move(other.key_)) {}

KeyedLock::Holder::~Holder() {
  if (lock_) lock_->release(key_);
}

asio::awaitable<KeyedLock::Holder> KeyedLock::async_hold(std::string key,
                                                         std::shared_ptr<Clock> clock,
                                                         Clock::TimePoint deadline) {
  using namespace asio::experimental::awaitable_operators;
  const auto executor = co_await asio::this_coro::executor;
  const auto waiter = std::make_shared<Waiter>(executor);
  {
    const std::lock_guard lock(mutex_);
    const auto [place, is_free] = held_.try_emplace(key);
    if (is_free) co_return Holder(*this, std::move(key));
    place->second.push_back(waiter);
  }
  auto turn = waiter->turn.async_receive(asio::as_tuple(asio::use_awaitable));
  auto end = clock->async_wait_until(deadline, asio::as_tuple(asio::use_awaitable));
  auto either = std::move(turn) || std::move(end);
  co_await std::move(either);
  // Whichever of the two came first: the turn may have been given in the meantime.
  if (leave(key, waiter)) co_return Holder();
  co_return Holder(*this, std::move(key));
}

/// Stops waiting; false: the waiter has got the key already.
bool KeyedLock::leave(const std::string& key, const WaiterPtr& waiter) {
  const std::lock_guard lock(mutex_);
  const auto place = held_.find(key);
  if (place == held_.end()) return false;
  auto& waiting = place->second;
  const auto found = std::find(waiting.begin(), waiting.end(), waiter);
  if (found == waiting.end()) return false;
  waiting.erase(found);
  return true;
}

void KeyedLock::release(const std::string& key) {
  WaiterPtr next;
  {
    const std::lock_guard lock(mutex_);
    const auto place = held_.find(key);
    if (place->second.empty()) {
      held_.erase(place);
      return;
    }
    next = std::move(place->second.front());
    place->second.pop_front();
  }
  next->turn.try_send(boost::system::error_code());
}

}  // namespace crmlink
