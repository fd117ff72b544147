#include "dip/flow.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "core/completion.hpp"
#include "dip/dip_handler.hpp"
#include "dip/outcome_builder.hpp"
#include "dip/plan.hpp"
#include "dip/slow_watch.hpp"

namespace crmlink {
namespace {

using Handler = DataDipProfile::Handler;
using TimePoint = Clock::TimePoint;

LogLevel level_of(DataDipStatus status) noexcept {
  return status == DataDipStatus::cancelled ? LogLevel::info : LogLevel::warning;
}

void log_failure(const Logger& logger, const DataDipOutcome& outcome) {
  if (outcome.succeeded() || !logger.enabled(level_of(outcome.status()))) return;
  const auto& diagnostics = outcome.diagnostics();
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(diagnostics.total);
  std::string line = outcome.reason();
  line.append(" (").append(to_string(outcome.status()));
  line.append(", phase ").append(to_string(diagnostics.phase));
  line.append(", ").append(std::to_string(elapsed.count())).append(" ms");
  line.append(", attempts ").append(std::to_string(diagnostics.attempts)).append(")");
  logger.write(level_of(outcome.status()), "dip", line);
}

/// Makes and logs the outcome of a dip that began at `started`.
DataDipOutcome conclude(const DipWorld& world, Result<http::Response> reply, TimePoint started) {
  auto outcome = make_outcome(world.config, std::move(reply), *world.services.clock, started);
  log_failure(world.services.logger, outcome);
  return outcome;
}

Handler watched(const DipWorld& world, std::function<void()> on_slow, Handler handler) {
  const auto watch =
      std::make_shared<SlowWatch>(std::move(handler), std::move(on_slow), world.services.executor);
  return watch->start(*world.services.clock, world.config.on_slow_after());
}

}  // namespace

void run_dip(std::shared_ptr<const DipWorld> world, const Variables& variables,
             DataDipOptions options, Handler handler) {
  const auto started = world->services.clock->now();
  auto deadline = started + world->config.timeout();
  if (options.deadline) deadline = std::min(deadline, *options.deadline);

  auto request = plan_request(world->config, variables);
  if (!request) {
    Completion<DataDipOutcome> completion(std::move(handler), world->services.executor);
    return completion.complete(conclude(*world, request.error(), started));
  }
  // Swapped, since the move assignment of Boost 1.81's any_completion_handler calls itself for
  // ever.
  if (options.on_slow)
    watched(*world, std::move(options.on_slow), std::move(handler)).swap(handler);
  auto make = [world, started](Result<http::Response> reply) {
    return conclude(*world, std::move(reply), started);
  };
  auto& transport = *world->transport;
  transport.async_send(std::move(*request), deadline,
                       DipHandler(std::move(make), std::move(handler), world->services.executor));
}

}  // namespace crmlink
