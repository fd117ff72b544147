#include "dip/flight.hpp"

#include <algorithm>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <utility>

#include "dip/lent_memory.hpp"
#include "dip/outcome_builder.hpp"
#include "dip/prefetch.hpp"
#include "dip/retelling.hpp"

namespace crmlink {
namespace asio = boost::asio;

/// What the transport calls when the request has come to its end. Costs no memory but the flight's.
class Flight::LandingHandler {
 public:
  using executor_type = CancelGate::Executor;
  using cancellation_slot_type = asio::cancellation_slot;
  using allocator_type = LentMemory<std::byte, http::HandlerMemory>;

  explicit LandingHandler(std::shared_ptr<Flight> flight) noexcept : flight_(std::move(flight)) {}

  executor_type get_executor() const noexcept {
    return executor_type(std::shared_ptr<CancelGate>(flight_, &flight_->gate_));
  }
  allocator_type get_allocator() const noexcept {
    return allocator_type(std::shared_ptr<http::HandlerMemory>(flight_, &flight_->memory_));
  }
  cancellation_slot_type get_cancellation_slot() const noexcept {
    return flight_->cancellable_ ? flight_->gate_.slot() : cancellation_slot_type();
  }
  void operator()(Result<http::Response> reply) {
    const auto flight = std::move(flight_);
    flight->land(std::move(reply));
  }

 private:
  std::shared_ptr<Flight> flight_;
};

/// Who was on a flight when it landed.
struct Flight::Passengers {
  const DipWaiter* leader = nullptr;
  std::optional<Completion<DataDipOutcome>> first;
  std::vector<std::shared_ptr<DipWaiter>> waiters;
  std::vector<std::shared_ptr<DipWaiter>> with_time_left;
  std::vector<DipTerms> late;
};

namespace {

/// Whether a dip's answer still counts when its time is over; one without any time sends nothing.
bool may_be_late(const DipWorld& world, const DipTerms& terms) noexcept {
  return world.config.late_answers_within() != std::chrono::milliseconds::zero() &&
         terms.deadline > terms.started;
}

}  // namespace

Flight::Flight(std::shared_ptr<DipWorld> world, const DipTerms& terms, Clock::TimePoint deadline)
    : FlightEntry(terms.digest),
      world_(std::move(world)),
      started_(terms.started),
      deadline_(deadline),
      trace_(terms.trace),
      gate_(CancelGate::kept_busy(world_->services.executor)) {}

// A flight that never landed: its transport broke its word, or the host's context is gone.
Flight::~Flight() {
  const std::lock_guard lock(world_->mutex);
  world_->flights.remove(*this);
  for (const auto& waiter : waiters_)
    waiter->leave_flight();
}

void Flight::enter(const std::shared_ptr<DipWorld>& world, http::Request request, DipTerms terms,
                   Handler handler) {
  Completion<DataDipOutcome> completion(std::move(handler), world->home);
  std::shared_ptr<Flight> other;
  std::shared_ptr<Flight> own;
  std::shared_ptr<DipWaiter> waiter;
  {
    const std::lock_guard lock(world->mutex);
    other = find(*world, terms);
    if (other || may_be_late(*world, terms)) {
      completion.keep_home_busy();
      waiter = std::make_shared<DipWaiter>(world, std::move(terms), std::move(request),
                                           std::move(completion));
      waiter->allow_cancellation();
    } else {
      const auto deadline = terms.deadline;
      own = make(world, terms, deadline);
      own->lead(std::move(completion));
      world->flights.add(*own);
    }
    if (other) other->board(waiter);
  }
  if (own) return own->send(std::move(request));
  if (other) DipCounters::add(world->counters.shared);
  if (!other) enter(world, waiter);
  waiter->start_timer();
}

void Flight::enter(const std::shared_ptr<DipWorld>& world,
                   const std::shared_ptr<DipWaiter>& waiter) {
  const auto& terms = waiter->terms();
  std::shared_ptr<Flight> other;
  std::shared_ptr<Flight> own;
  {
    const std::lock_guard lock(world->mutex);
    if (waiter->claimed()) return;
    other = find(*world, terms);
    if (!other) {
      own = make(world, terms, terms.deadline + world->config.late_answers_within());
      own->leader_ = waiter.get();
      world->flights.add(*own);
    }
    (own ? own : other)->board(waiter);
  }
  if (own) own->send(waiter->take_request());
}

std::shared_ptr<Flight> Flight::make(const std::shared_ptr<DipWorld>& world, const DipTerms& terms,
                                     Clock::TimePoint deadline) {
  using Memory = LentMemory<Flight, BlockPool>;
  const Memory memory(std::shared_ptr<BlockPool>(world, &world->flight_blocks));
  return std::allocate_shared<Flight>(memory, world, terms, deadline);
}

std::shared_ptr<Flight> Flight::find(DipWorld& world, const DipTerms& terms) {
  if (!world.config.share_identical() || terms.deadline <= terms.started) return nullptr;
  auto* const found = static_cast<Flight*>(world.flights.find(terms.digest));
  return found == nullptr ? nullptr : found->weak_from_this().lock();
}

void Flight::lead(Completion<DataDipOutcome> completion) {
  cancellable_ = completion.is_cancellable();
  first_.emplace(std::move(completion));
  if (cancellable_)
    first_->on_cancel([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->cancel_first();
    });
}

void Flight::send(http::Request request) {
  const auto self = shared_from_this();
  DipCounters::add(world_->counters.requests);
  world_->transport->async_send(std::move(request), deadline_, LandingHandler(self));
  gate_.opened();
}

void Flight::board(std::shared_ptr<DipWaiter> waiter) {
  waiter->board(*this);
  waiters_.push_back(std::move(waiter));
}

void Flight::leave(DipWaiter& waiter) {
  waiter.leave_flight();
  if (leader_ == &waiter) leader_ = nullptr;
  std::erase_if(waiters_, [&waiter](const auto& one) { return one.get() == &waiter; });
}

std::shared_ptr<Flight> Flight::leave_late(DipWaiter& waiter) {
  leave(waiter);
  if (may_be_late(*world_, waiter.terms()) && !world_->closed && !waiter.cancelled())
    late_.push_back(waiter.terms());
  return is_empty() ? abandon() : nullptr;
}

std::shared_ptr<Flight> Flight::abandon_unless_shared(const DipWaiter& waiter) {
  const bool only = !first_ && late_.empty() && waiters_.size() == 1;
  return only && waiters_.front().get() == &waiter ? abandon() : nullptr;
}

std::shared_ptr<Flight> Flight::end_late() {
  late_.clear();
  return is_empty() ? weak_from_this().lock() : nullptr;
}

// Out of the table, so that nobody boards a flight that is about to be cancelled.
std::shared_ptr<Flight> Flight::abandon() {
  world_->flights.remove(*this);
  return weak_from_this().lock();
}

void Flight::cancel_first() {
  std::optional<Completion<DataDipOutcome>> gone;
  {
    const std::lock_guard lock(world_->mutex);
    if (!first_) return;
    if (waiters_.empty()) {
      world_->flights.remove(*this);
    } else {
      gone.emplace(std::move(*first_));
      first_.reset();
    }
  }
  // Alone, it waits for the transport to say how far the request got.
  if (!gone) return gate_.cancel();
  auto outcome = world_->failed(Errc::cancelled, started_);
  world_->account(outcome, trace_);
  gone->complete(std::move(outcome));
}

void Flight::land(Result<http::Response> reply) {
  auto outcome = make_outcome(world_->config, std::move(reply), *world_->services.clock, started_);
  auto passengers = disembark(outcome);
  outcome = world_->or_stale(std::move(outcome), digest());
  const auto now = world_->now();
  for (const auto& waiter : passengers.waiters)
    waiter->complete(waiter.get() == passengers.leader
                         ? outcome
                         : told_to_another(outcome, now - waiter->terms().started));
  for (const auto& waiter : passengers.with_time_left)
    enter(world_, waiter);
  raise_late(outcome, passengers.late);
  if (!passengers.first) return;
  world_->account(outcome, trace_);
  passengers.first->complete_here(std::move(outcome));
}

Flight::Passengers Flight::disembark(const DataDipOutcome& outcome) {
  Passengers passengers;
  const auto has_time_left = [&](const std::shared_ptr<DipWaiter>& waiter) {
    return outcome.status() == DataDipStatus::timeout && waiter->terms().deadline > deadline_ &&
           !waiter->cancelled();
  };
  const std::lock_guard lock(world_->mutex);
  world_->flights.remove(*this);
  if (outcome.succeeded() && !world_->closed)
    world_->cache.keep(digest(), outcome, world_->now());
  else if (is_refusal(outcome))
    world_->cache.forget(digest());
  if (first_) {
    passengers.first.emplace(std::move(*first_));
    first_.reset();
  }
  passengers.leader = std::exchange(leader_, nullptr);
  passengers.late = std::exchange(late_, {});
  for (auto& waiter : std::exchange(waiters_, {})) {
    waiter->leave_flight();
    if (has_time_left(waiter))
      passengers.with_time_left.push_back(std::move(waiter));
    else if (waiter->claim())
      passengers.waiters.push_back(std::move(waiter));
  }
  // The one with the most time begins the next flight, and none of the others needs a third.
  std::sort(passengers.with_time_left.begin(), passengers.with_time_left.end(),
            [](const auto& a, const auto& b) { return a->terms().deadline > b->terms().deadline; });
  return passengers;
}

void Flight::raise_late(const DataDipOutcome& outcome, const std::vector<DipTerms>& late) const {
  if (outcome.error() || !outcome.succeeded()) return;
  const auto now = world_->now();
  for (const auto& terms : late) {
    auto told = told_to_another(outcome, now - terms.started);
    if (terms.is_prefetch) {
      const auto prefetch = terms.prefetch.lock();
      if (!prefetch) continue;  // The last ticket is gone, and so is the call.
      prefetch->arrive_late(told);
    }
    DipCounters::add(world_->counters.late_answers);
    if (!world_->services.on_late_answer) continue;
    LateAnswer answer(terms.call_id, std::move(told), now - terms.deadline);
    asio::post(world_->services.executor, [world = world_, answer = std::move(answer)]() mutable {
      world->services.on_late_answer(std::move(answer));
    });
  }
}

}  // namespace crmlink
