#include "options.hpp"

#include <CLI/CLI.hpp>

namespace agent_desktop {

std::optional<int> read_options(Options& options, int argc, char** argv) {
  CLI::App app(
      "The page that an agent works with: the call adapter beside the CRM. Open the link that it "
      "prints.\nThe CRM is examples/crm_service, in this process. Ctrl-C ends it.");
  app.get_formatter()->column_width(26);
  app.footer(
      "A program rings with the token: curl -X POST -H \"Authorization: Bearer $DESKTOP_TOKEN\" "
      "\\\n"
      "  'http://127.0.0.1:PORT/simulate/ring?from=%2B12025550100&name=Robin'");
  app.add_option("--port", options.port, "Port on 127.0.0.1; 0 takes a free one")
      ->capture_default_str();
  app.add_option("--token", options.token,
                 "What programs bring as a bearer token; better in the environment")
      ->envname("DESKTOP_TOKEN");
  app.add_option("--crm-token", options.crm_token,
                 "What other programs bring to the CRM, which is on a port of its own")
      ->envname("CRM_TOKEN");
  app.add_option("--database", options.database,
                 "SQLite file of the CRM; without it all is forgotten in the end");
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
}

}  // namespace agent_desktop
