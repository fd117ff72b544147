#include "http/resilience/lane_scheduler.hpp"

#include <algorithm>
#include <utility>

namespace crmlink::http {
namespace {

constexpr unsigned turns_before_starving = 15;

bool is_same(const std::weak_ptr<void>& a, const std::weak_ptr<void>& b) noexcept {
  return !a.owner_before(b) && !b.owner_before(a);
}

}  // namespace

LaneScheduler::LaneScheduler(const ResilienceOptions& options)
    : starvation_limit_(options.starvation_limit) {
  for (std::size_t i = 0; i < priority_count; ++i)
    lanes_[i].options = options.lanes[i];
}

// Others who wait in a less urgent lane don't matter; those in a more urgent one do only when they
// wait for the rate, which all lanes share.
bool LaneScheduler::is_free(Priority lane) const noexcept {
  if (!at(lane).has_room() || !at(lane).waiters.empty()) return false;
  for (std::size_t i = 0; i < static_cast<std::size_t>(lane); ++i)
    if (waits_for_rate(static_cast<Priority>(i))) return false;
  return true;
}

bool LaneScheduler::may_wait(Priority lane) const noexcept {
  return at(lane).waiters.size() < at(lane).options.max_waiting;
}

void LaneScheduler::enqueue(Waiter waiter) {
  auto& waiters = at(waiter.lane).waiters;
  waiters.push_back(std::move(waiter));
}

bool LaneScheduler::withdraw(Priority lane, const std::weak_ptr<void>& owner) {
  auto& waiters = at(lane).waiters;
  const auto found = std::find_if(waiters.begin(), waiters.end(), [&owner](const Waiter& waiter) {
    return is_same(waiter.owner, owner);
  });
  if (found == waiters.end()) return false;
  waiters.erase(found);
  return true;
}

std::optional<LaneScheduler::Waiter> LaneScheduler::next(SteadyTime now, const MayGo& may_go) {
  Lane* chosen = first_ready(may_go);
  if (chosen == nullptr) return std::nullopt;
  Lane* const starved = starving(*chosen, now, may_go);
  if (starved == nullptr) {
    passed_over_ = 0;
  } else if (++passed_over_ > turns_before_starving) {
    chosen = starved;
    passed_over_ = 0;
  }
  auto waiter = std::move(chosen->waiters.front());
  chosen->waiters.pop_front();
  return waiter;
}

LaneScheduler::Lane* LaneScheduler::first_ready(const MayGo& may_go) {
  for (std::size_t i = 0; i < priority_count; ++i) {
    const auto lane = static_cast<Priority>(i);
    if (waits_for_rate(lane) && may_go(lane)) return &lanes_[i];
  }
  return nullptr;
}

LaneScheduler::Lane* LaneScheduler::starving(const Lane& first, SteadyTime now,
                                             const MayGo& may_go) {
  if (starvation_limit_.count() == 0) return nullptr;
  Lane* longest = nullptr;
  for (std::size_t i = 0; i < priority_count; ++i) {
    Lane& lane = lanes_[i];
    const auto priority = static_cast<Priority>(i);
    if (&lane <= &first || !waits_for_rate(priority) || !may_go(priority)) continue;
    if (now - lane.waiters.front().since < starvation_limit_) continue;
    if (longest == nullptr || lane.waiters.front().since < longest->waiters.front().since)
      longest = &lane;
  }
  return longest;
}

std::vector<LaneScheduler::Waiter> LaneScheduler::remove_if(
    const std::function<bool(const Waiter&)>& predicate) {
  std::vector<Waiter> removed;
  for (Lane& lane : lanes_) {
    std::deque<Waiter> kept;
    for (Waiter& waiter : lane.waiters) {
      if (predicate(waiter))
        removed.push_back(std::move(waiter));
      else
        kept.push_back(std::move(waiter));
    }
    lane.waiters = std::move(kept);
  }
  return removed;
}

bool LaneScheduler::waits_for_rate(Priority lane) const noexcept {
  return !at(lane).waiters.empty() && at(lane).has_room();
}

std::size_t LaneScheduler::waiting() const noexcept {
  std::size_t count = 0;
  for (const Lane& lane : lanes_)
    count += lane.waiters.size();
  return count;
}

}  // namespace crmlink::http
