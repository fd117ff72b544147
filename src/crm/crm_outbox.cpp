#include "crmlink/crm/crm_outbox.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

namespace crmlink {

CrmOutbox::~CrmOutbox() = default;

struct MemoryCrmOutbox::State {
  mutable std::mutex mutex;
  std::multimap<Clock::WallTime, DeferredCrmStep> steps;
};

MemoryCrmOutbox::MemoryCrmOutbox() : state_(std::make_unique<State>()) {}
MemoryCrmOutbox::~MemoryCrmOutbox() = default;

void MemoryCrmOutbox::defer(DeferredCrmStep step) {
  const auto when = step.next_attempt;
  const std::lock_guard lock(state_->mutex);
  state_->steps.emplace(when, std::move(step));
}

std::vector<DeferredCrmStep> MemoryCrmOutbox::take_due(Clock::WallTime now) {
  std::vector<DeferredCrmStep> due;
  const std::lock_guard lock(state_->mutex);
  const auto end = state_->steps.upper_bound(now);
  for (auto step = state_->steps.begin(); step != end; ++step)
    due.push_back(std::move(step->second));
  state_->steps.erase(state_->steps.begin(), end);
  return due;
}

std::optional<Clock::WallTime> MemoryCrmOutbox::next_due() const {
  const std::lock_guard lock(state_->mutex);
  if (state_->steps.empty()) return std::nullopt;
  return state_->steps.begin()->first;
}

std::size_t MemoryCrmOutbox::size() const {
  const std::lock_guard lock(state_->mutex);
  return state_->steps.size();
}

}  // namespace crmlink
