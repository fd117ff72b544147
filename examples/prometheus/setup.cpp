#include "setup.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fstream>
#include <iterator>
#include <utility>

#include "crmlink/core/secret.hpp"
#include "csv.hpp"

namespace exporter {
namespace {

using crmlink::Result;
namespace http = crmlink::http;

constexpr const char* token = "only-for-this-example";

/// Whom to ask, and whom to trust.
struct Service {
  std::optional<crm_service::CrmService> own;
  std::string profile;
  http::TlsOptions trust;
};

Result<Service> service_of_profile(const Options& options) {
  std::ifstream file(options.profile, std::ios::binary);
  if (!file) return crm_service::failure(options.profile, "can't be read");
  Service service;
  service.profile.assign(std::istreambuf_iterator<char>(file), {});
  service.trust.ca_file = options.ca_file;
  return service;
}

std::string own_profile(const std::string& url) {
  const boost::json::value profile = {
      {"name", "customer-lookup"},
      {"api_url", url},
      {"api_token", token},
      {"timeout_ms", 2000},
      {"request_parameters",
       {{{"key", "phone_number"}, {"type", "standard"}, {"value", "External Number"}}}},
      {"cache", {{"ttl_ms", 500}, {"stale_on_error_ms", 60000}}},
  };
  return boost::json::serialize(profile);
}

Result<Service> start_own_service(const Options& options,
                                  std::vector<crm_service::Customer> customers) {
  crm_service::CrmServiceOptions served;
  served.token = crmlink::Secret::literal(token);
  for (const auto& text : options.faults) {
    const auto fault = crm_service::parse_fault(text);
    if (!fault) return fault.error();
    served.faults.push_back(*fault);
  }
  auto started = crm_service::CrmService::start(
      crm_service::CustomerDirectory(std::move(customers)), std::move(served));
  if (!started) return started.error();
  Service service;
  service.own = std::move(*started);
  service.profile = own_profile(service.own->url());
  service.trust.system_roots = false;
  service.trust.ca_pem = service.own->authority_pem();
  return service;
}

http::ResilienceOptions resilience() {
  http::ResilienceOptions options;
  options.retry.max_attempts = 2;
  options.retry.attempt_limit = std::chrono::milliseconds(800);
  options.breaker.consecutive_failures = 10;
  return options;
}

// Known callers and strangers take turns.
std::vector<std::string> callers_of(const crm_service::Population& population) {
  std::vector<std::string> callers;
  const auto& [customers, strangers] = population;
  for (std::size_t i = 0; i < customers.size() && i < strangers.size(); ++i) {
    callers.push_back(customers[i].phone);
    callers.push_back(strangers[i]);
  }
  return callers;
}

}  // namespace

Result<Setup> make_setup(const Options& options, boost::asio::any_io_executor executor) {
  const auto population = crm_service::generate_population(1000, 1);
  auto service = options.profile.empty() ? start_own_service(options, population.customers)
                                         : service_of_profile(options);
  if (!service) return service.error();
  auto config = crmlink::parse_data_dip_config(service->profile);
  if (!config) return config.error();
  auto tls = http::TlsIdentity::load(service->trust);
  if (!tls) return tls.error();
  http::ClientOptions client_options;
  client_options.tls = *tls;
  auto client = std::make_shared<http::Client>(executor, client_options);
  auto transport = std::make_shared<http::ResilientTransport>(
      client, http::ResilienceServices(executor), resilience());
  crmlink::DataDipProfile profile(std::move(*config), transport,
                                  crmlink::DataDipServices(executor));
  Setup setup(std::move(client), std::move(transport), std::move(profile));
  setup.service = std::move(service->own);
  setup.callers = callers_of(population);
  return setup;
}

}  // namespace exporter
