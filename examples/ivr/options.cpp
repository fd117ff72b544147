#include "options.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

namespace ivr {
namespace {

void add_call_options(CLI::App& app, Options& options) {
  app.add_option("--calls", options.calls, "How many calls to make up")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--concurrency", options.engine.concurrency, "The most calls at once")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  app.add_option("--rate", options.engine.rate, "Calls per second; 0: as many as may be at once")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--speed", options.engine.speed,
                 "How much faster than in life people talk and type")
      ->check(CLI::Range(0.1, 1'000'000.0))
      ->capture_default_str();
  app.add_option("--seed", options.seed, "Seed of calls, customers and faults")
      ->capture_default_str();
  app.add_option("--calls-file", options.calls_file, "CSV: caller, dialed, digits, patience_ms")
      ->check(CLI::ExistingFile);
  app.add_option("--save-calls", options.save_calls, "Write the calls to this CSV file");
  app.add_option("--flow", options.flow, "Flow (JSON); its profiles lie beside it")
      ->check(CLI::ExistingFile)
      ->capture_default_str();
}

void add_dip_options(CLI::App& app, Options& options) {
  app.add_option_function<unsigned>(
         "--timeout",
         [&options](unsigned value) { options.timeout = std::chrono::milliseconds(value); },
         "Milliseconds for a dip, instead of the profile's")
      ->check(CLI::Range(1, 60'000));
  auto* const fault =
      app.add_option("--fault", options.faults,
                     "What the service does wrong: slow, down, wrong-token, garbage, busy or lost; "
                     "with a share of the "
                     "requests, and how late: slow=20%:1500ms. May be given several times");
  app.add_option("--customers", options.customers, "CSV file of customers (crm_service --save)")
      ->check(CLI::ExistingFile);
  auto* const service = app.add_option("--service", options.service,
                                       "URL of a service that runs already (crm_service)");
  service->excludes(fault);
  app.add_option("--ca", options.ca_file, "PEM file of the authority that its certificate is from")
      ->needs(service)
      ->check(CLI::ExistingFile);
  app.add_option("--token", options.token, "Its bearer token; better in the environment")
      ->envname("CRM_TOKEN");
}

void add_report_options(CLI::App& app, Options& options) {
  app.add_option("--rows", options.layout.rows, "Calls in the table; 0: all")
      ->capture_default_str();
  app.add_flag("--json", options.json, "Print one JSON document instead of tables");
}

ReportLayout layout_of_terminal(ReportLayout layout) {
  if (::isatty(STDOUT_FILENO) != 1) return layout;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    layout.width = std::max<std::size_t>(size.ws_col, 80);
  layout.colour = std::getenv("NO_COLOR") == nullptr;
  return layout;
}

}  // namespace

std::optional<int> read_options(Options& options, int argc, char** argv) {
  CLI::App app(
      "Plays calls through a flow that asks a CRM web service about each caller, many at once.\n"
      "Ctrl-C takes no more calls and lets the others end; the second one hangs up.\n"
      "The exit status is 1 if a call was lost; a failed data dip loses no call.");
  app.get_formatter()->column_width(26);
  add_call_options(app, options);
  add_dip_options(app, options);
  add_report_options(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  options.layout = layout_of_terminal(options.layout);
  return std::nullopt;
}

}  // namespace ivr
