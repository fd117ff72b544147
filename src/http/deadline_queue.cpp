#include "http/deadline_queue.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace crmlink::http {
namespace {

using namespace std::chrono_literals;

// How long an empty queue may keep the host's context busy: requests that follow each other within
// that time don't set the timer again.
constexpr std::chrono::milliseconds first_linger = 10ms;

}  // namespace

/// A binary heap of hooks that know their places. Outlives the queue while its timer's wait is
/// under way.
struct DeadlineState : std::enable_shared_from_this<DeadlineState> {
  using Hook = DeadlineQueue::Hook;

  DeadlineState(const Executor& executor, std::shared_ptr<Serial> use_serial)
      : serial(std::move(use_serial)), timer(executor) {}

  void insert(Hook& hook, TimePoint when) {
    hook.when_ = when;
    heap.push_back(&hook);
    hook.place_ = heap.size() - 1;
    rise(hook.place_);
  }

  void erase(const Hook& hook) {
    const std::size_t place = hook.place_;
    Hook* const last = heap.back();
    heap.pop_back();
    if (last == &hook) return;
    put(place, last);
    rise(place);
    sink(last->place_);
  }

  /// Keeps the timer set to the earliest deadline, or to a sooner time: a timer that fires too
  /// early is cheaper than one that is set for each request.
  void schedule() {
    if (heap.empty()) return;
    const TimePoint now = std::chrono::steady_clock::now();
    const TimePoint earliest = std::min(heap.front()->when_, now + linger);
    if (waiting && expiry <= earliest) return;
    wait_until(earliest);
  }

  /// Whether an empty queue's timer would keep the context busy for longer than worth while.
  bool outlasts_linger() const {
    return waiting && heap.empty() && expiry > std::chrono::steady_clock::now() + first_linger;
  }

  void fire_due() {
    // Who keeps coming and going keeps the linger short; who only waits isn't woken for it often.
    linger =
        std::exchange(changed, false) ? first_linger : std::min<decltype(linger)>(linger * 2, 1h);
    const TimePoint now = std::chrono::steady_clock::now();
    while (!heap.empty() && heap.front()->when_ <= now) {
      Hook& hook = *heap.front();
      erase(hook);
      hook.queue_.reset();
      hook.on_deadline();
    }
    schedule();
  }

  std::shared_ptr<Serial> serial;
  SteadyTimer timer;
  std::vector<Hook*> heap;
  TimePoint expiry{};
  std::chrono::steady_clock::duration linger = first_linger;
  unsigned long generation = 0;
  bool waiting = false;
  bool changed = false;

 private:
  void wait_until(TimePoint when) {
    waiting = true;
    expiry = when;
    timer.expires_at(when);
    timer.async_wait(
        [state = shared_from_this(), number = ++generation](boost::system::error_code) {
          const Serial::Entry entry(state->serial, Serial::From::executor);
          if (number != state->generation || !state->waiting) return;
          state->waiting = false;
          state->fire_due();
        });
  }

  void put(std::size_t place, Hook* hook) {
    heap[place] = hook;
    hook->place_ = place;
  }

  void rise(std::size_t place) {
    Hook* const hook = heap[place];
    while (place > 0) {
      const std::size_t parent = (place - 1) / 2;
      if (heap[parent]->when_ <= hook->when_) break;
      put(std::exchange(place, parent), heap[parent]);
    }
    put(place, hook);
  }

  void sink(std::size_t place) {
    Hook* const hook = heap[place];
    for (std::size_t child = 2 * place + 1; child < heap.size(); child = 2 * place + 1) {
      if (child + 1 < heap.size() && heap[child + 1]->when_ < heap[child]->when_) ++child;
      if (hook->when_ <= heap[child]->when_) break;
      put(std::exchange(place, child), heap[child]);
    }
    put(place, hook);
  }
};

DeadlineQueue::Hook::~Hook() {
  if (queue_) queue_->erase(*this);
}

DeadlineQueue::DeadlineQueue(const Executor& executor, std::shared_ptr<Serial> serial)
    : state_(std::make_shared<DeadlineState>(executor, std::move(serial))) {}

DeadlineQueue::~DeadlineQueue() = default;

void DeadlineQueue::arm(Hook& hook, TimePoint when) {
  if (hook.queue_)
    hook.queue_->erase(hook);
  else
    hook.queue_ = state_;
  state_->changed = true;
  state_->insert(hook, when);
  state_->schedule();
}

void DeadlineQueue::disarm(Hook& hook) noexcept {
  if (!hook.queue_) return;
  hook.queue_->erase(hook);
  hook.queue_.reset();
  if (state_->outlasts_linger()) stop();
}

void DeadlineQueue::stop() {
  if (std::exchange(state_->waiting, false)) state_->timer.cancel();
}

}  // namespace crmlink::http
