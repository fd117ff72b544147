#pragma once

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "crmlink/http/resilience_options.hpp"
#include "http/resilience/time_point.hpp"

namespace crmlink::http {

/// Says whose turn it is: the most urgent lane that may go, the longest waiting of it; and every
/// sixteenth time somebody who starves in another. No I/O, no clock; one thread at a time.
class LaneScheduler {
 public:
  /// One that waits. The owner is asked for nothing here.
  struct Waiter {
    Waiter(Priority in, std::weak_ptr<void> who, SteadyTime from, SteadyTime until)
        : lane(in), owner(std::move(who)), since(from), deadline(until) {}

    Priority lane;
    std::weak_ptr<void> owner;
    SteadyTime since;
    SteadyTime deadline;
  };
  /// Tells whether a lane's next attempt may go as far as the rate is concerned.
  using MayGo = std::function<bool(Priority)>;

  explicit LaneScheduler(const ResilienceOptions& options);

  /// Returns whether the lane has room for another attempt, and nobody waits before it.
  bool is_free(Priority lane) const noexcept;
  /// Returns whether another may wait in the lane.
  bool may_wait(Priority lane) const noexcept;
  void enqueue(Waiter waiter);
  /// Returns whether it waited.
  bool withdraw(Priority lane, const std::weak_ptr<void>& owner);

  /// Takes the one whose turn it is out of its lane.
  std::optional<Waiter> next(SteadyTime now, const MayGo& may_go);
  /// Takes everyone out whom the predicate names.
  std::vector<Waiter> remove_if(const std::function<bool(const Waiter&)>& predicate);

  void begin(Priority lane) noexcept { ++at(lane).under_way; }
  void end(Priority lane) noexcept { --at(lane).under_way; }

  /// Returns whether somebody waits in the lane who only waits for the rate.
  bool waits_for_rate(Priority lane) const noexcept;
  std::size_t under_way(Priority lane) const noexcept { return at(lane).under_way; }
  std::size_t waiting(Priority lane) const noexcept { return at(lane).waiters.size(); }
  std::size_t waiting() const noexcept;

 private:
  struct Lane {
    LaneOptions options;
    std::size_t under_way = 0;
    std::deque<Waiter> waiters;

    bool has_room() const noexcept {
      return options.max_under_way == 0 || under_way < options.max_under_way;
    }
  };

  Lane& at(Priority lane) noexcept { return lanes_[static_cast<std::size_t>(lane)]; }
  const Lane& at(Priority lane) const noexcept { return lanes_[static_cast<std::size_t>(lane)]; }
  Lane* first_ready(const MayGo& may_go);
  Lane* starving(const Lane& first, SteadyTime now, const MayGo& may_go);

  std::array<Lane, priority_count> lanes_;
  std::chrono::milliseconds starvation_limit_;
  unsigned passed_over_ = 0;  ///< Turns since somebody starved for one.
};

}  // namespace crmlink::http
