#pragma once

#include <functional>
#include <string>
#include <utility>

#include "crmlink/core/logger.hpp"
#include "crmlink/crm/generic_crm.hpp"
#include "crmlink/http/client.hpp"
#include "crmlink/http/resilience_options.hpp"

namespace crmlink::tool {

/// What is asked of a CRM.
struct CrmPlan {
  CrmPlan(CrmConfig crm, Variables variables)
      : config(std::move(crm)), call(std::move(variables)) {}

  /// Starts the operation with a handler that must be called.
  using Start = std::function<void(const GenericCrm&, Variables, GenericCrm::Handler)>;

  CrmConfig config;
  Variables call;
  Start start;
  http::ClientOptions client;
  http::ResilienceOptions resilience;
  std::string store_file;  ///< Keeps OAuth tokens; empty: in memory.
  Logger logger;
  std::function<void()> on_interrupt;  ///< Called once, when Ctrl-C has cancelled the operation.
};

/// Runs the operation to its end, or until SIGINT or SIGTERM cancels it; a second such signal ends
/// the process.
CrmOutcome run_on_crm(CrmPlan plan);

}  // namespace crmlink::tool
