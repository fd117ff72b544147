#include "bench_command.hpp"

#include <ostream>
#include <utility>

#include "load_report.hpp"
#include "load_runner.hpp"

namespace crmlink::tool {
namespace {

LoadPlan plan_of(const BenchOptions& options, const PlannedCall& call) {
  LoadPlan plan(call.config, call.variables);
  plan.rate = options.rate;
  plan.concurrency = options.concurrency;
  plan.duration = std::chrono::milliseconds(static_cast<std::int64_t>(options.duration_s * 1000));
  plan.client = call.network.client;
  plan.resilience = call.network.resilience;
  if (options.network.http_file.empty()) {
    plan.client.max_connections = options.concurrency;
    plan.client.max_waiting = options.concurrency;
  }
  return plan;
}

LoadResult run_and_show(LoadPlan plan, Console& console) {
  LiveLine line(console.err, console.err_style);
  if (console.err_is_live)
    plan.on_progress = [&line](const LoadResult& result) { line.show(result); };
  plan.on_interrupt = [&console] { tell_of_interrupt(console); };
  auto result = run_load(std::move(plan));
  if (console.err_is_live) line.clear();
  return result;
}

ExitStatus status_of(const LoadResult& result) {
  const auto wrong = static_cast<std::size_t>(DataDipStatus::configuration);
  if (result.ended.at(wrong).count != 0) return complaints;
  return result.failed() != 0 || result.dips() == 0 ? failed_dip : fine;
}

// All dips of a run are the same, so that most would wait for another's reply.
void warn_of_sharing(const BenchOptions& options, const DataDipConfig& config, Console& console) {
  if (!config.share_identical() || options.concurrency == 1) return;
  console.err << console.err_style.yellow("warning: ")
              << "identical dips share one request; to load the service, say "
                 "\"share_identical\": false in the profile\n";
}

}  // namespace

ExitStatus run_bench(const BenchOptions& options, Console& console) {
  auto status = fine;
  const auto call = plan_call(options, console, status);
  if (!call) return status;
  const auto plan = plan_of(options, *call);
  warn_of_sharing(options, call->config, console);
  const auto result = run_and_show(plan, console);
  if (options.json)
    print_load_as_json(plan, result, console.out);
  else
    print_load(plan, result, console.out, console.out_style);
  return status_of(result);
}

}  // namespace crmlink::tool
