#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "crmlink/contact/contact_lookup.hpp"
#include "crmlink/http/client.hpp"
#include "crmlink/http/resilience_options.hpp"

namespace crmlink::tool {

/// What is run for an event.
struct ContactPlan {
  std::vector<ContactLookupConfig> configs;
  Variables scopes;
  ContactCredentials credentials;
  http::ClientOptions client;
  http::ResilienceOptions resilience;
  Logger logger;
  bool debug = false;
  std::function<void()> on_interrupt;  ///< Called once, when Ctrl-C has cancelled the lookups.
};

/// What came of it.
struct ContactRun {
  ContactOutcome outcome;  ///< With the ends of those that nobody had to wait for.
  std::set<std::string, std::less<>> background;  ///< The names of these.
  boost::json::object set;                        ///< What replies set, by kind.
};

/// Runs the lookups to their ends, also of those in the background, or until SIGINT or SIGTERM
/// cancels them; a second such signal ends the process. Fails with Errc::invalid_configuration and
/// all complaints when the configurations can't be run.
Result<ContactRun> run_contact_lookups(ContactPlan plan);

}  // namespace crmlink::tool
