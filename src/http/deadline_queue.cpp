#include "http/deadline_queue.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <utility>

namespace crmlink::http {

/// Outlives the queue while a wait of its timer is under way.
struct DeadlineState {
  using Timer = boost::asio::basic_waitable_timer<
      std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Strand>;

  explicit DeadlineState(const Strand& strand) : timer(strand) {}

  /// Keeps the timer set to the earliest deadline; a timer that fires too early is cheaper than one
  /// that is set again each time.
  static void schedule(const std::shared_ptr<DeadlineState>& state) {
    if (state->hooks.empty()) {
      // A pending wait would keep the host's io_context from running out of work.
      if (std::exchange(state->waiting, false)) state->timer.cancel();
      return;
    }
    const TimePoint earliest = state->hooks.begin()->first;
    if (state->waiting && state->timer.expiry() <= earliest) return;
    state->waiting = true;
    state->timer.expires_at(earliest);
    state->timer.async_wait([state, generation = ++state->generation](boost::system::error_code) {
      if (generation != state->generation || !state->waiting) return;
      state->waiting = false;
      DeadlineQueue::fire_due(state);
    });
  }

  Timer timer;
  std::multimap<TimePoint, DeadlineQueue::Hook*> hooks;
  unsigned long generation = 0;
  bool waiting = false;
};

DeadlineQueue::Hook::~Hook() {
  if (queue_) queue_->hooks.erase(place_);
}

DeadlineQueue::DeadlineQueue(const Strand& strand)
    : state_(std::make_shared<DeadlineState>(strand)) {}

DeadlineQueue::~DeadlineQueue() {
  state_->waiting = false;
}

void DeadlineQueue::arm(Hook& hook, TimePoint when) {
  if (hook.queue_) hook.queue_->hooks.erase(hook.place_);
  hook.place_ = state_->hooks.emplace(when, &hook);
  hook.queue_ = state_;
  DeadlineState::schedule(state_);
}

void DeadlineQueue::disarm(Hook& hook) noexcept {
  if (!hook.queue_) return;
  const auto state = std::exchange(hook.queue_, nullptr);
  state->hooks.erase(hook.place_);
  DeadlineState::schedule(state);
}

void DeadlineQueue::fire_due(const std::shared_ptr<DeadlineState>& state) {
  const TimePoint now = std::chrono::steady_clock::now();
  while (!state->hooks.empty() && state->hooks.begin()->first <= now) {
    Hook& hook = *state->hooks.begin()->second;
    state->hooks.erase(state->hooks.begin());
    hook.queue_.reset();
    hook.on_deadline();
  }
  DeadlineState::schedule(state);
}

}  // namespace crmlink::http
