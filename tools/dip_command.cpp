#include "dip_command.hpp"

#include <ostream>
#include <utility>

#include "dip_report.hpp"
#include "dip_runner.hpp"
#include "stream_logger.hpp"

namespace crmlink::tool {
namespace {

void warn_of_timeout(const DipOptions& options, const DataDipConfig& config, Console& console) {
  const std::chrono::milliseconds timeout(options.timeout_ms);
  if (timeout > config.timeout())
    console.err << console.err_style.yellow("warning: ")
                << "--timeout-ms can only shorten the profile's timeout of "
                << config.timeout().count() << " ms\n";
}

ExitStatus status_of(const DataDipOutcome& outcome) {
  if (outcome.succeeded()) return fine;
  return outcome.status() == DataDipStatus::configuration ? complaints : failed_dip;
}

ExitStatus status_of(const std::vector<DipRun>& runs) {
  for (const auto& run : runs)
    if (const auto status = status_of(run.outcome); status != fine) return status;
  return runs.empty() ? failed_dip : fine;
}

}  // namespace

ExitStatus run_dip_command(const DipOptions& options, Console& console) {
  auto status = fine;
  const auto call = plan_call(options, console, status);
  if (!call) return status;

  DipPlan plan(call->config, call->variables);
  plan.client = call->network.client;
  plan.resilience = call->network.resilience;
  if (options.verbose)
    plan.logger = plan.client.logger = stream_logger(console.err, console.err_style);
  plan.timeout = std::chrono::milliseconds(options.timeout_ms);
  plan.repeat = options.repeat;
  plan.on_interrupt = [&console] { tell_of_interrupt(console); };

  warn_of_timeout(options, call->config, console);
  const auto runs = run_dips(std::move(plan));
  if (options.json)
    print_dips_as_json(call->config, runs, console.out);
  else
    print_dips(runs, console.out, console.out_style);
  return status_of(runs);
}

}  // namespace crmlink::tool
