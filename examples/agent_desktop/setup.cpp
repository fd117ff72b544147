#include "setup.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fstream>
#include <iterator>
#include <utility>

#include "access.hpp"
#include "crmlink/core/json.hpp"
#include "crmlink/http/authenticated_transport.hpp"
#include "crmlink/http/client.hpp"
#include "crmlink/http/resilient_transport.hpp"
#include "csv.hpp"

namespace agent_desktop {
namespace {

using crmlink::Result;
namespace http = crmlink::http;
namespace json = boost::json;

// Where the configurations of the small CRM expect it.
constexpr std::string_view usual_url = "https://localhost:8443";
constexpr std::size_t known_callers = 5;

/// Reads a configuration of the small CRM, and moves it to where that is.
Result<json::object> read_config(const std::string& path, const std::string& base_url) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return crm_service::failure(path, "can't be read");
  std::string text(std::istreambuf_iterator<char>(file), {});
  for (auto at = text.find(usual_url); at != std::string::npos; at = text.find(usual_url, at))
    text.replace(at, usual_url.size(), base_url);
  auto parsed = crmlink::parse_json(text);
  if (!parsed) return parsed.error();
  return std::move(parsed->as_object());
}

Result<crmlink::CrmConfig> crm_config(const std::string& base_url, const std::string& token,
                                      const std::string& desktop_url) {
  auto config = read_config(CRMLINK_SMALL_CRM_CONFIG, base_url);
  if (!config) return config.error();
  auto& root = *config;
  root["auth"].as_object()["token"] = token;
  // The agent sees the record through the desktop, which puts it into a frame.
  root["record_url"] = desktop_url + "/records/{RECORD_ID}";
  // The agent's words, and nothing around them.
  root["endpoints"].as_object()["comment"].as_object()["texts"] =
      json::object{{"custom_data", "{EVENT_DETAILS}"}};
  return crmlink::parse_crm_config(json::serialize(root));
}

Result<crmlink::DataDipConfig> dip_config(const std::string& base_url, const std::string& token) {
  auto config = read_config(CRMLINK_SMALL_CRM_PROFILE, base_url);
  if (!config) return config.error();
  (*config)["api_token"] = token;
  return crmlink::parse_data_dip_config(json::serialize(*config));
}

Result<crmlink::ContactLookup> make_lookup(const std::string& base_url,
                                           std::shared_ptr<http::Transport> transport,
                                           const boost::asio::any_io_executor& executor) {
  const auto config = read_config(CRMLINK_DESKTOP_LOOKUP, base_url);
  if (!config) return config.error();
  const auto parsed = crmlink::parse_contact_lookup(json::serialize(*config));
  if (!parsed) return parsed.error();
  return crmlink::ContactLookup::make({*parsed}, std::move(transport),
                                      crmlink::ContactServices(executor));
}

Result<std::shared_ptr<http::Transport>> make_client(const std::string& authority,
                                                     const boost::asio::any_io_executor& executor) {
  http::TlsOptions trust;
  trust.system_roots = false;
  trust.ca_pem = authority;
  const auto tls = http::TlsIdentity::load(trust);
  if (!tls) return tls.error();
  http::ClientOptions options;
  options.tls = *tls;
  // It sends the Idempotency-Key, by which the CRM does once what is sent twice.
  return std::make_shared<http::ResilientTransport>(
      std::make_shared<http::Client>(executor, options), http::ResilienceServices(executor));
}

}  // namespace

Result<Setup> make_setup(const std::string& desktop_url, const Options& options,
                         boost::asio::any_io_executor executor) {
  const auto token = options.crm_token.empty() ? random_token() : options.crm_token;
  crm_service::CrmServiceOptions served;
  served.token = crmlink::Secret::literal(token);
  served.database = options.database;
  const auto population = crm_service::generate_population(1000, 1);
  auto own = crm_service::CrmService::start(crm_service::CustomerDirectory(population.customers),
                                            std::move(served));
  if (!own) return own.error();
  auto config = crm_config(own->base_url(), token, desktop_url);
  if (!config) return config.error();
  auto profile = dip_config(own->base_url(), token);
  if (!profile) return profile.error();
  auto client = make_client(own->authority_pem(), executor);
  if (!client) return client.error();

  auto transport = std::make_shared<http::AuthenticatedTransport>(
      *client, http::AuthServices(executor), config->auth());
  auto outbox = std::make_shared<crmlink::MemoryCrmOutbox>();
  crmlink::CrmServices crm_services(executor);
  crm_services.outbox = outbox;
  crmlink::GenericCrm crm(*std::move(config), transport, std::move(crm_services));
  crmlink::DataDipProfile dip(*std::move(profile), *client, crmlink::DataDipServices(executor));
  auto lookup = make_lookup(own->base_url(), transport, executor);
  if (!lookup) return lookup.error();
  CallServices calls(std::move(executor), std::move(crm), std::move(dip), *std::move(lookup));
  Setup setup(*std::move(own), std::move(transport), std::move(outbox), std::move(calls));
  for (std::size_t i = 0; i < known_callers; ++i)
    setup.callers.push_back(population.customers[i].phone);
  return setup;
}

}  // namespace agent_desktop
