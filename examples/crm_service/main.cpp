// A small CRM: the other examples ask it.
#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>

#include "crm_service.hpp"
#include "csv.hpp"

namespace {

struct Options {
  std::uint16_t port = 8443;
  std::string database;
  std::uint64_t max_file_mb = 1024;
  std::string customers;
  std::size_t count = 3000;
  std::uint64_t seed = 1;
  std::string save;
  std::string ca_file = "crm_service_ca.pem";
  std::string token;
  std::vector<std::string> faults;
  bool log = false;
};

/// Returns the exit status when the process is to end.
std::optional<int> read_options(Options& options, int argc, char** argv) {
  CLI::App app(
      "A small CRM on https://localhost:PORT: data dips, accounts, records, comments, files");
  app.get_formatter()->column_width(28);
  app.add_option("--port", options.port, "Port on 127.0.0.1; 0 takes a free one")
      ->capture_default_str();
  app.add_option("--token", options.token, "The bearer token to demand; better in the environment")
      ->envname("CRM_TOKEN")
      ->required();
  app.add_option("--ca-file", options.ca_file,
                 "Where to write the certificate that clients must trust")
      ->capture_default_str();
  app.add_option("--database", options.database,
                 "SQLite file that keeps everything, made when it is absent; without it all is "
                 "forgotten in the end");
  app.add_option("--max-file-mb", options.max_file_mb, "The most MiB of an upload")
      ->check(CLI::Range(1, 1024 * 1024))
      ->capture_default_str();
  app.add_option("--customers", options.customers, "CSV file of customers, instead of made-up ones")
      ->check(CLI::ExistingFile);
  app.add_option("--count", options.count, "How many customers to make up")
      ->check(CLI::Range(std::size_t{1}, crm_service::most_customers))
      ->capture_default_str();
  app.add_option("--seed", options.seed, "Seed of customers and faults")->capture_default_str();
  app.add_option("--save", options.save, "Write the customers to this CSV file");
  app.add_option(
      "--fault", options.faults,
      "slow, down, wrong-token, garbage, busy (503) or lost (done, but not answered), for a "
      "share of the requests: "
      "slow=20%:1500ms; may be given several times");
  app.add_flag("--log", options.log, "Print a line for each request, without personal data");
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
}

crmlink::Result<crm_service::CustomerDirectory> customers_of(const Options& options) {
  if (!options.customers.empty()) return crm_service::CustomerDirectory::load(options.customers);
  return crm_service::CustomerDirectory(
      crm_service::generate_population(options.count, options.seed).customers);
}

crmlink::Result<crm_service::CrmServiceOptions> service_options_of(const Options& options) {
  crm_service::CrmServiceOptions service;
  service.port = options.port;
  service.token = crmlink::Secret::literal(options.token);
  service.database = options.database;
  service.max_file_bytes = options.max_file_mb * 1024 * 1024;
  service.seed = options.seed;
  for (const auto& text : options.faults) {
    const auto fault = crm_service::parse_fault(text);
    if (!fault) return fault.error();
    service.faults.push_back(*fault);
  }
  if (options.log) service.log = [](std::string_view line) { std::cout << line << std::endl; };
  return service;
}

crmlink::Result<> run(const Options& options) {
  const auto customers = customers_of(options);
  if (!customers) return customers.error();
  if (!options.save.empty())
    if (const auto saved = customers->save(options.save); !saved) return saved.error();
  auto service_options = service_options_of(options);
  if (!service_options) return service_options.error();
  auto service = crm_service::CrmService::start(*customers, std::move(*service_options));
  if (!service) return service.error();

  std::ofstream ca_file(options.ca_file);
  if (!(ca_file << service->authority_pem()).flush())
    return crm_service::failure(options.ca_file, "can't be written");
  std::cout << customers->customers().size() << " customers; clients must trust " << options.ca_file
            << "\nlistening on " << service->url() << std::endl;

  boost::asio::io_context context;
  boost::asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([](auto, int) {});
  context.run();
  service->stop();
  std::cout << "stopped after " << service->counts().requests << " requests" << std::endl;
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (const auto status = read_options(options, argc, argv)) return *status;
  const auto ended = run(options);
  if (!ended) std::cerr << "crm_service: " << ended.error().message() << '\n';
  return ended ? 0 : 1;
}
