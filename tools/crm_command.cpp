#include "crm_command.hpp"

#include <ostream>
#include <utility>

#include "config_file.hpp"
#include "crm_flows.hpp"
#include "crm_report.hpp"
#include "crm_runner.hpp"
#include "crm_uploads.hpp"
#include "stream_logger.hpp"

namespace crmlink::tool {
namespace {

ExitStatus status_of(const CrmOutcome& outcome) {
  switch (outcome.status) {
    case CrmStatus::failed:
    case CrmStatus::cancelled:
    case CrmStatus::skipped:
      return failed_dip;
    default:
      return fine;
  }
}

}  // namespace

ExitStatus run_crm_command(const CrmOptions& options, Console& console) {
  CallSettings settings;
  if (!read_settings(options.settings, settings, console)) return usage;
  auto status = fine;
  const auto config = load_crm(options.file, HostNames(), options.json, console, status);
  if (!config) return status;
  const auto network = load_network(options.network, options.json, console, status);
  if (!network) return status;
  warn_of_unknown(settings, config->vocabulary(), console);

  CrmPlan plan(*config, settings.variables());
  auto files = open_files(options, console);
  if (!files) return usage;
  plan.start = start_of(options, std::move(*files));
  plan.store_file = options.store_file;
  plan.client = network->client;
  plan.resilience = network->resilience;
  if (options.verbose)
    plan.logger = plan.client.logger = stream_logger(console.err, console.err_style);
  plan.on_interrupt = [&console] { tell_of_interrupt(console); };
  const auto outcome = run_on_crm(std::move(plan));
  if (console.err_is_live && !options.uploads.empty()) console.err << '\n';
  if (options.json)
    print_crm_as_json(options.what, outcome, console.out);
  else
    print_crm(options.what, outcome, console.out, console.out_style);
  return status_of(outcome);
}

}  // namespace crmlink::tool
