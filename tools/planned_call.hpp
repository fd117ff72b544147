#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "call_settings.hpp"
#include "console.hpp"
#include "crmlink/dip/data_dip_config.hpp"
#include "crmlink/http/http_config.hpp"
#include "network_options.hpp"

namespace crmlink::tool {

/// What the commands that send something are told of the call.
struct CallOptions {
  std::string file;                   ///< The profile.
  std::vector<std::string> settings;  ///< As after `--set`.
  NetworkOptions network;
  bool json = false;
};

/// A profile, the call that it is used for, and the way to its service.
struct PlannedCall {
  PlannedCall(DataDipConfig profile, Variables call_variables, http::HttpConfig http)
      : config(std::move(profile)),
        variables(std::move(call_variables)),
        network(std::move(http)) {}

  DataDipConfig config;
  Variables variables;
  http::HttpConfig network;
};

/// Reads what the options name, and warns of settings that nothing knows. Returns std::nullopt, and
/// says why, when something can't be used; `status` is then the command's.
std::optional<PlannedCall> plan_call(const CallOptions& options, Console& console,
                                     ExitStatus& status);

/// Says that Ctrl-C has been heard.
void tell_of_interrupt(Console& console);

}  // namespace crmlink::tool
