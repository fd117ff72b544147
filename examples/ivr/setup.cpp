#include "setup.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <utility>

#include "crmlink/core/json.hpp"
#include "crmlink/http/client.hpp"
#include "csv.hpp"

namespace ivr {
namespace {

using crmlink::DataDipConfig;
using crmlink::Result;
using crmlink::Secret;

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return crm_service::failure(path, "can't be read");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string random_token() {
  constexpr std::string_view letters = "0123456789abcdefghijklmnopqrstuv";
  std::random_device random;
  std::string token;
  while (token.size() < 32)
    token += letters[random() % letters.size()];
  return token;
}

Result<Service> start_own_service(const Options& options,
                                  const crm_service::Population& population) {
  auto token = random_token();
  Service service;
  service.token = Secret::literal(token);
  crm_service::CrmServiceOptions served;
  served.token = Secret::literal(std::move(token));
  served.seed = options.seed;
  for (const auto& text : options.faults) {
    const auto fault = crm_service::parse_fault(text);
    if (!fault) return fault.error();
    served.faults.push_back(*fault);
  }
  auto started = crm_service::CrmService::start(
      crm_service::CustomerDirectory(population.customers), std::move(served));
  if (!started) return started.error();
  service.own = std::move(*started);
  service.url = service.own->url();
  service.trust.system_roots = false;
  service.trust.ca_pem = service.own->authority_pem();
  return service;
}

/// The profile of the file, asking this run's service with this run's time-out.
Result<DataDipConfig> load_profile(const std::string& path, const Options& options,
                                   const Service& service) {
  const auto text = read_file(path);
  if (!text) return text.error();
  crmlink::DataDipParseOptions parsing;
  parsing.document = path;
  parsing.secret_providers["crm_token"] = [token = service.token]() -> Result<std::string> {
    auto resolved = token.resolve();
    if (!resolved) return resolved.error();
    return std::string(resolved->reveal());
  };
  // Once as it was written, so that complaints say line and column.
  if (const auto written = crmlink::parse_data_dip_config(*text, parsing); !written)
    return written.error();
  auto json = crmlink::parse_json(*text);
  auto& profile = json->as_object();
  profile["api_url"] = service.url;
  if (options.timeout) profile["timeout_ms"] = options.timeout->count();
  return crmlink::parse_data_dip_config(boost::json::serialize(profile), parsing);
}

}  // namespace

Result<Service> find_service(const Options& options, const crm_service::Population& population) {
  if (options.service.empty()) return start_own_service(options, population);
  Service service;
  service.url = options.service;
  service.token = Secret::literal(options.token);
  service.trust.ca_file = options.ca_file;
  service.trust.system_roots = options.ca_file.empty();
  return service;
}

Result<crm_service::Population> load_population(const Options& options) {
  auto population = crm_service::generate_population(3000, 1);
  if (options.customers.empty()) return population;
  const auto directory = crm_service::CustomerDirectory::load(options.customers);
  if (!directory) return directory.error();
  const auto customers = directory->customers();
  population.customers.assign(customers.begin(), customers.end());
  if (customers.empty()) return crm_service::failure(options.customers, "no customers");
  return population;
}

Result<Flow> load_flow(const std::string& path) {
  const auto text = read_file(path);
  if (!text) return text.error();
  return Flow::parse(path, *text);
}

Result<Profiles> load_profiles(const Flow& flow, const Options& options, const Service& service,
                               boost::asio::any_io_executor executor) {
  auto tls = crmlink::http::TlsIdentity::load(service.trust);
  if (!tls) return tls.error();
  crmlink::http::ClientOptions client_options;
  client_options.tls = *tls;
  client_options.max_waiting = options.engine.concurrency;
  const auto client = std::make_shared<crmlink::http::Client>(executor, client_options);

  Profiles profiles;
  const auto folder = std::filesystem::path(options.flow).parent_path();
  for (const auto& [name, file] : flow.profiles) {
    auto config = load_profile((folder / file).string(), options, service);
    if (!config) return config.error();
    const crmlink::DataDipServices services(executor);
    profiles.emplace(name, crmlink::DataDipProfile(std::move(*config), client, services));
  }
  return profiles;
}

}  // namespace ivr
