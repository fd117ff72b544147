#include "options.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

namespace crm_flow {
namespace {

using std::chrono::milliseconds;

constexpr const char* footer =
    "Exit status: 0 when all was done, at once or later; 1 when something wasn't; 2 for a wrong "
    "command line;\n130 when Ctrl-C ended it.\n"
    "Without --config the CRM is examples/crm_service, in this process. With it, the call's "
    "account, "
    "record,\ncomments and files are really made there.";

/// Splits `NAME=VALUE`; CLI11 says what is wrong.
std::string check_setting(const std::string& text) {
  const auto equals = text.find('=');
  return equals == std::string::npos || equals == 0 ? "expected NAME=VALUE" : std::string();
}

void add_call_options(CLI::App& app, Options& options) {
  app.add_option("--caller", options.caller, "The caller's number")->capture_default_str();
  app.add_option("--name", options.name, "The caller's name")->capture_default_str();
  app.add_option_function<std::vector<std::string>>(
         "--set",
         [&options](const std::vector<std::string>& settings) {
           for (const auto& setting : settings) {
             const auto equals = setting.find('=');
             options.variables.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
           }
         },
         "A variable of the session, NAME=VALUE; may be given several times")
      ->check(check_setting);
  app.add_option_function<unsigned>(
         "--deadline", [&options](unsigned value) { options.deadline = milliseconds(value); },
         "Milliseconds for each thing that is done while the call is up (5000)")
      ->check(CLI::Range(1, 60'000));
  app.add_option_function<unsigned>(
         "--metadata-delay",
         [&options](unsigned value) { options.metadata_delay = milliseconds(value); },
         "Milliseconds from the call's end to its metadata, instead of the configuration's; the "
         "small CRM's are 1500 here")
      ->check(CLI::Range(0, 86'400'000));
}

void add_crm_options(CLI::App& app, Options& options) {
  auto* const config = app.add_option("--config", options.config, "Configuration of another CRM")
                           ->check(CLI::ExistingFile);
  app.add_option("--ca", options.ca_file, "PEM file of the authority that its certificate is from")
      ->needs(config)
      ->check(CLI::ExistingFile);
  app.add_option("--read-back", options.read_back,
                 "A URL of it to show in the end, with {ACCOUNT_ID} or {RECORD_ID}; may be given "
                 "several times")
      ->needs(config);
  app.add_option("--database", options.database, "SQLite file of the small CRM")->excludes(config);
  auto* const fault =
      app.add_option(
             "--fault", options.fault,
             "What the small CRM does wrong until the call is over: down, busy, lost, slow, "
             "wrong-token or garbage; with a share of the requests: down=50%")
          ->excludes(config);
  app.add_option_function<std::string>(
         "--fault-from",
         [&options](const std::string& value) { options.fault_at_ring = value == "ring"; },
         "Since when: ring, or answer, when account and record are there (ring)")
      ->check(CLI::IsMember({"ring", "answer"}))
      ->needs(fault);
}

void fit_to_terminal(Options& options) {
  if (::isatty(STDOUT_FILENO) != 1) return;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    options.width = std::max<std::size_t>(size.ws_col, 80);
  options.colour = std::getenv("NO_COLOR") == nullptr;
}

}  // namespace

std::optional<int> read_options(Options& options, int argc, char** argv) {
  CLI::App app(
      "Takes one call from its ring to what follows its end, and tells a CRM about it: account, "
      "record, screen pop,\ncomments, recording, transcript, metadata. Ctrl-C ends it.");
  app.get_formatter()->column_width(26);
  app.footer(footer);
  add_call_options(app, options);
  add_crm_options(app, options);
  app.add_flag("--json", options.json, "Print one JSON document instead of tables");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  fit_to_terminal(options);
  return std::nullopt;
}

}  // namespace crm_flow
