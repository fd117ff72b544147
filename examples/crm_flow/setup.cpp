#include "setup.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <utility>

#include "crmlink/core/json.hpp"
#include "crmlink/http/authenticated_transport.hpp"
#include "crmlink/http/client.hpp"
#include "crmlink/http/resilient_transport.hpp"
#include "csv.hpp"

namespace crm_flow {
namespace {

using crmlink::Result;
namespace http = crmlink::http;
using std::chrono::milliseconds;

// Where the configuration of the small CRM expects it.
constexpr std::string_view usual_url = "https://localhost:8443";
// Its port is another one each time, and nobody wants to wait for a quarter of an hour.
constexpr milliseconds own_metadata_delay{1500};

/// Whom to ask, how, and whom to trust.
struct Target {
  std::optional<crm_service::CrmService> own;
  std::string config;  ///< JSON.
  std::string file;    ///< Its name, for complaints.
  http::TlsOptions trust;
};

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

std::string replace_all(std::string text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

/// Changes members of a configuration that is known to be right.
template <class Change>
std::string edited(const std::string& config, Change change) {
  auto json = crmlink::parse_json(config);
  change(json->as_object());
  return boost::json::serialize(*json);
}

Result<crm_service::CrmService> start_service(const Options& options, const std::string& token) {
  crm_service::CrmServiceOptions served;
  served.token = crmlink::Secret::literal(token);
  served.database = options.database;
  const auto faults = faults_of(options);
  if (!faults) return faults.error();
  auto service = crm_service::CrmService::start(
      crm_service::CustomerDirectory(crm_service::generate_population(1000, 1).customers),
      std::move(served));
  if (service && options.fault_at_ring) service->set_faults(*faults);
  return service;
}

Result<Target> own_target(const Options& options) {
  Target target;
  target.file = CRMLINK_SMALL_CRM_CONFIG;
  const auto config = read_file(target.file);
  if (!config) return config.error();
  const auto token = random_token();
  auto service = start_service(options, token);
  if (!service) return service.error();
  target.config = edited(replace_all(*config, usual_url, service->base_url()), [&](auto& root) {
    root["auth"].as_object()["token"] = token;
    root["metadata_delay_ms"] = options.metadata_delay.value_or(own_metadata_delay).count();
  });
  target.trust.system_roots = false;
  target.trust.ca_pem = service->authority_pem();
  target.own = std::move(*service);
  return target;
}

Result<Target> other_target(const Options& options) {
  Target target;
  target.file = options.config;
  auto config = read_file(target.file);
  if (!config) return config.error();
  target.trust.ca_file = options.ca_file;
  target.trust.system_roots = options.ca_file.empty();
  target.config = *std::move(config);
  return target;
}

Result<crmlink::CrmConfig> parse_config(const Target& target, const Options& options) {
  crmlink::CrmParseOptions parsing;
  parsing.document = target.file;
  // Once as it was written, so that complaints say line and column.
  auto config = crmlink::parse_crm_config(target.config, parsing);
  if (!config || target.own || !options.metadata_delay) return config;
  const auto delayed = edited(target.config, [&](auto& root) {
    root["metadata_delay_ms"] = options.metadata_delay->count();
  });
  return crmlink::parse_crm_config(delayed, parsing);
}

/// Above the client what sends the Idempotency-Key, above that the credential.
std::shared_ptr<http::Transport> make_transport(const crmlink::CrmConfig& config,
                                                const http::TlsIdentity& tls,
                                                const boost::asio::any_io_executor& executor) {
  http::ClientOptions options;
  options.tls = tls;
  const auto client = std::make_shared<http::Client>(executor, options);
  auto resilient =
      std::make_shared<http::ResilientTransport>(client, http::ResilienceServices(executor));
  if (config.auth().kind == http::AuthKind::none) return resilient;
  return std::make_shared<http::AuthenticatedTransport>(
      std::move(resilient), http::AuthServices(executor), config.auth());
}

}  // namespace

Result<Setup> make_setup(const Options& options, boost::asio::any_io_executor executor) {
  auto target = options.config.empty() ? own_target(options) : other_target(options);
  if (!target) return target.error();
  auto config = parse_config(*target, options);
  if (!config) return config.error();
  for (const auto& warning : config->warnings())
    std::cerr << "warning: " << warning << '\n';
  const auto tls = http::TlsIdentity::load(target->trust);
  if (!tls) return tls.error();
  auto transport = std::make_shared<WatchedTransport>(make_transport(*config, *tls, executor));
  auto outbox = std::make_shared<crmlink::MemoryCrmOutbox>();
  crmlink::CrmServices services(executor);
  services.outbox = outbox;
  crmlink::GenericCrm crm(*std::move(config), transport, std::move(services));
  return Setup(std::move(target->own), std::move(transport), std::move(crm), std::move(outbox));
}

crmlink::Variables session_of(const Options& options) {
  crmlink::Variables session{{"PHONE_NUMBER", options.caller},
                             {"NAME", options.name},
                             {"LANG", "en"},
                             {"CHANNEL", "voice_call"},
                             {"SESSION_ID", "S-1001"},
                             {"CALL_ID", "C-1001"},
                             {"QUEUE_NAME", "Invoices"},
                             {"MENU_PATH", "Customer/Invoices"},
                             {"AGENT_EMAIL", "alex@contact-center.example"},
                             {"TICKET_SUBJECT", "Call about an invoice"}};
  for (const auto& [name, value] : options.variables)
    session.set(name, value);
  return session;
}

Result<std::vector<crm_service::Fault>> faults_of(const Options& options) {
  std::vector<crm_service::Fault> faults;
  if (options.fault.empty()) return faults;
  const auto fault = crm_service::parse_fault(options.fault);
  if (!fault) return fault.error();
  faults.push_back(*fault);
  return faults;
}

}  // namespace crm_flow
