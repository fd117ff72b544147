#include "contact/contact_world.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "contact/contact_config_state.hpp"
#include "core/nearest.hpp"
#include "crmlink/http/authenticated_transport.hpp"

namespace crmlink {
namespace {

Complaint complain(const ContactLookupConfig& config, std::string pointer, std::string problem) {
  Complaint complaint;
  complaint.document = config.name();
  complaint.pointer = std::move(pointer);
  complaint.problem = std::move(problem);
  return complaint;
}

void check_credentials(const ContactLookupConfig& config, const ContactCredentials& credentials,
                       Complaints& complaints) {
  for (const auto& id : config.credentials()) {
    if (credentials.contains(id)) continue;
    auto complaint = complain(config, "/request", "the host has no credential \"" + id + "\"");
    NearestName nearest(id);
    for (const auto& [known, credential] : credentials)
      nearest.offer(known);
    complaint.nearest = nearest.result();
    complaints.push_back(std::move(complaint));
  }
}

}  // namespace

ContactWorld::ContactWorld(ContactServices host) : services(std::move(host)) {
  std::random_device device;
  std::seed_seq seed{device(), device(), device(), device()};
  generator_.seed(seed);
}

double ContactWorld::random() {
  if (services.random) return services.random();
  const std::lock_guard lock(mutex_);
  return std::uniform_real_distribution<double>()(generator_);
}

Complaints ContactWorld::add(std::vector<ContactLookupConfig> configs,
                             const std::shared_ptr<http::Transport>& transport) {
  Complaints complaints;
  std::set<std::string, std::less<>> names;
  const auto earlier = [](const auto& a, const auto& b) { return a.ordinal() < b.ordinal(); };
  // std::stable_sort() asks libstdc++ for a buffer by a function that Clang calls deprecated.
  for (auto next = configs.begin(); next != configs.end(); ++next)
    std::rotate(std::upper_bound(configs.begin(), next, *next, earlier), next, next + 1);
  for (auto& config : configs) {
    if (!names.emplace(config.name()).second)
      complaints.push_back(complain(config, "/name", "another configuration has that name"));
    check_credentials(config, services.credentials, complaints);
    auto way = route(config, transport, complaints);
    if (complaints.empty()) way = authenticate(config, std::move(way));
    integrations.push_back({std::move(config), std::move(way)});
  }
  return complaints;
}

std::shared_ptr<http::Transport> ContactWorld::route(const ContactLookupConfig& config,
                                                     const std::shared_ptr<http::Transport>& usual,
                                                     Complaints& complaints) const {
  if (config.is_echo() || (config.verify() && config.proxy() == "auto")) return usual;
  if (!config.verify() && !services.allow_unverified) {
    complaints.push_back(complain(config, "/request/verify",
                                  "the host doesn't allow unverified certificates "
                                  "(ContactServices::allow_unverified)"));
    return nullptr;
  }
  ContactRoute wanted;
  wanted.proxy = config.proxy();
  wanted.verify = config.verify();
  auto made = services.transport_for ? services.transport_for(wanted) : nullptr;
  if (!made)
    complaints.push_back(complain(config, config.verify() ? "/request/proxy" : "/request/verify",
                                  "the host gives no transport for it "
                                  "(ContactServices::transport_for)"));
  return made;
}

std::shared_ptr<http::Transport> ContactWorld::authenticate(
    const ContactLookupConfig& config, std::shared_ptr<http::Transport> inner) const {
  auto auth = config.state()->auth;
  if (auth.kind == http::AuthKind::none || config.is_echo()) return inner;
  const auto& credential = services.credentials.find(config.credential())->second;
  auth.username = credential.user;
  auth.password = credential.secret;
  auth.oauth.client_secret = credential.secret;
  http::AuthServices with(services.executor);
  with.clock = services.clock;
  with.logger = services.logger;
  return std::make_shared<http::AuthenticatedTransport>(std::move(inner), std::move(with),
                                                        std::move(auth));
}

}  // namespace crmlink
