#include "dip/flow.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "core/completion.hpp"
#include "dip/flight.hpp"
#include "dip/outcome_builder.hpp"
#include "dip/plan.hpp"
#include "dip/retelling.hpp"
#include "dip/slow_watch.hpp"

namespace crmlink {
namespace {

using Handler = DataDipProfile::Handler;
using World = std::shared_ptr<DipWorld>;

Handler watched(const DipWorld& world, std::function<void()> on_slow, Handler handler) {
  const auto watch =
      std::make_shared<SlowWatch>(std::move(handler), std::move(on_slow), world.services.executor);
  return watch->start(*world.services.clock, world.config.on_slow_after());
}

DipTerms terms_of(const DipWorld& world, DataDipOptions& options) {
  DipTerms terms;
  terms.started = world.now();
  terms.deadline = terms.started + world.config.timeout();
  if (options.deadline) terms.deadline = std::min(terms.deadline, *options.deadline);
  terms.call_id = std::move(options.call_id);
  terms.trace = std::move(options.trace);
  return terms;
}

std::optional<DataDipOutcome> kept_for(DipWorld& world, const DipTerms& terms) {
  if (!world.cache.enabled()) return std::nullopt;
  std::unique_lock lock(world.mutex);
  const auto kept = world.cache.find_fresh(terms.digest, terms.started);
  lock.unlock();
  if (kept) return told_from_cache(*kept, world.now() - terms.started);
  DipCounters::add(world.counters.cache_misses);
  return std::nullopt;
}

/// Completes a dip that needs no exchange.
void complete(DipWorld& world, const DipTerms& terms, DataDipOutcome outcome, Handler handler) {
  world.account(outcome, terms.trace);
  Completion<DataDipOutcome>(std::move(handler), world.home).complete(std::move(outcome));
}

}  // namespace

RequestDigest run_dip(const World& world, const Variables& variables, DataDipOptions options,
                      Handler handler, const std::shared_ptr<Prefetch>& prefetch) {
  auto terms = terms_of(*world, options);
  terms.is_prefetch = prefetch != nullptr;
  terms.prefetch = prefetch;
  auto request = plan_request(world->config, variables);
  if (!request) {
    auto outcome =
        make_outcome(world->config, request.error(), *world->services.clock, terms.started);
    complete(*world, terms, std::move(outcome), std::move(handler));
    return {};
  }
  const auto digest = terms.digest = world->digest(request->body);
  if (auto kept = kept_for(*world, terms)) {
    complete(*world, terms, std::move(*kept), std::move(handler));
    return digest;
  }
  request->trace = terms.trace;
  // Swapped, since the move assignment of Boost 1.81's any_completion_handler calls itself for
  // ever.
  if (options.on_slow)
    watched(*world, std::move(options.on_slow), std::move(handler)).swap(handler);
  Flight::enter(world, std::move(*request), std::move(terms), std::move(handler));
  return digest;
}

void close(DipWorld& world) {
  std::vector<std::shared_ptr<Flight>> ended;
  {
    const std::lock_guard lock(world.mutex);
    world.closed = true;
    world.cache.clear();
    world.flights.for_each([&ended](FlightEntry& entry) {
      if (auto flight = static_cast<Flight&>(entry).end_late()) ended.push_back(std::move(flight));
    });
    // Nobody shall board what is about to be cancelled.
    for (const auto& flight : ended)
      world.flights.remove(*flight);
  }
  for (const auto& flight : ended)
    flight->cancel();
}

}  // namespace crmlink
