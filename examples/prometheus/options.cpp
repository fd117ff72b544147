#include "options.hpp"

#include <CLI/CLI.hpp>

namespace exporter {

std::optional<int> read_options(Options& options, int argc, char** argv) {
  CLI::App app(
      "Runs data dips and shows Prometheus how they go, on loopback.\n"
      "Asks a CRM web service of its own, unless you give a profile. Ctrl-C ends it.");
  app.get_formatter()->column_width(26);
  auto* const profile =
      app.add_option("--profile", options.profile, "Data dip profile (JSON) to run")
          ->check(CLI::ExistingFile);
  app.add_option("--ca", options.ca_file, "PEM file of the authority that its service has")
      ->needs(profile)
      ->check(CLI::ExistingFile);
  app.add_option("--fault", options.faults,
                 "What the service of its own does wrong: slow, down, wrong-token or garbage, for "
                 "a share of the requests: slow=20%:1500ms. May be given several times")
      ->excludes(profile);
  app.add_option("--port", options.port, "Port of the metrics; 0: the system chooses one")
      ->capture_default_str();
  app.add_option("--rate", options.rate, "Dips per second")
      ->check(CLI::Range(0.1, 10'000.0))
      ->capture_default_str();
  app.add_option("--dips", options.dips, "How many to run, then only show; 0: without end")
      ->capture_default_str();
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
}

}  // namespace exporter
