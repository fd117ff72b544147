#include "dip/prefetch.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <utility>

#include "dip/flow.hpp"
#include "dip/join.hpp"

namespace crmlink {
namespace asio = boost::asio;

// The gate keeps nobody busy: a ticket may be held long after its dip has ended.
Prefetch::Prefetch(std::shared_ptr<DipWorld> world)
    : world_(std::move(world)), gate_(world_->services.executor) {}

void Prefetch::start(const Variables& variables, DataDipOptions options) {
  const auto self = shared_from_this();
  options.on_slow = nullptr;  // Nobody waits yet.
  auto arrived = [self](const DataDipOutcome& outcome) { self->arrive(outcome); };
  const CancelGate::Executor executor(std::shared_ptr<CancelGate>(self, &gate_));
  digest_ = run_dip(
      world_, variables, std::move(options),
      asio::bind_cancellation_slot(gate_.slot(), asio::bind_executor(executor, std::move(arrived))),
      self);
  gate_.opened();
}

void Prefetch::join(std::chrono::nanoseconds remaining, DataDipTicket::Handler handler) {
  const auto join = std::make_shared<Join>(world_, digest_, std::move(handler));
  join->allow_cancellation();
  std::unique_lock lock(mutex_);
  const auto arrived = outcome_;
  const bool waits = !arrived && remaining > remaining.zero();
  if (waits) joins_.push_back(join);
  lock.unlock();
  if (arrived) return join->arrive(*arrived);
  if (!waits) return join->give_up();
  join->start_timer(remaining);
}

std::optional<DataDipOutcome> Prefetch::outcome() const {
  const std::lock_guard lock(mutex_);
  return outcome_;
}

void Prefetch::arrive(const DataDipOutcome& outcome) {
  std::unique_lock lock(mutex_);
  outcome_ = outcome;
  const auto joins = std::exchange(joins_, {});
  lock.unlock();
  for (const auto& join : joins)
    join->arrive(outcome);
}

void Prefetch::arrive_late(const DataDipOutcome& outcome) {
  std::unique_lock lock(mutex_);
  const auto replaced = std::exchange(outcome_, outcome);  // freed without the lock
  lock.unlock();
}

DataDipTicket::DataDipTicket(std::shared_ptr<const State> state) noexcept
    : state_(std::move(state)) {}
DataDipTicket::DataDipTicket(const DataDipTicket&) = default;
DataDipTicket::DataDipTicket(DataDipTicket&&) noexcept = default;
DataDipTicket& DataDipTicket::operator=(const DataDipTicket&) = default;
DataDipTicket& DataDipTicket::operator=(DataDipTicket&&) noexcept = default;
DataDipTicket::~DataDipTicket() = default;

std::optional<DataDipOutcome> DataDipTicket::outcome() const {
  return state_->prefetch->outcome();
}

void DataDipTicket::start_join(std::chrono::nanoseconds remaining, Handler handler) const {
  state_->prefetch->join(remaining, std::move(handler));
}

}  // namespace crmlink
