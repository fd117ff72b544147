#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "crmlink/core/logger.hpp"
#include "crmlink/dip/data_dip_outcome.hpp"
#include "crmlink/dip/data_dip_profile.hpp"
#include "crmlink/http/client.hpp"
#include "crmlink/http/resilience_options.hpp"

namespace crmlink::tool {

/// One dip that was made.
struct DipRun {
  DataDipOutcome outcome;
  bool slow = false;  ///< Whether the engine would have started announcement and tone.
};

/// What dips are made.
struct DipPlan {
  DipPlan(DataDipConfig profile, Variables variables)
      : config(std::move(profile)), call(std::move(variables)) {}

  DataDipConfig config;
  Variables call;
  http::ClientOptions client;
  http::ResilienceOptions resilience;
  Logger logger;
  std::chrono::milliseconds timeout{0};  ///< Shortens the profile's; zero: the profile's alone.
  unsigned repeat = 1;
  std::function<void()> on_interrupt;  ///< Called once, when Ctrl-C has cancelled a dip.
};

/// Makes dips one after the other, through one client, until all are made or SIGINT or SIGTERM
/// comes; the first such signal cancels the dip under way, a second one ends the process.
std::vector<DipRun> run_dips(DipPlan plan);

}  // namespace crmlink::tool
