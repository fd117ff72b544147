#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crmlink::tool {

/// A configuration that comes with crmlink, and what the index says of it.
struct Preset {
  std::string name;                      ///< `hubspot`.
  std::string title;                     ///< `HubSpot`.
  std::string api;                       ///< Which of the vendor's interfaces: `CRM v3`.
  std::string summary;                   ///< What it takes for accounts and records.
  std::string run_against;               ///< The release it was run against; empty: none.
  std::vector<std::string> environment;  ///< The variables that its credentials come from.
  std::vector<std::string> edit;         ///< What stands for the user's installation.
  std::string_view text;                 ///< The configuration, byte for byte; static storage.
};

/// Returns the presets in the index's order.
std::vector<Preset> list_presets();

}  // namespace crmlink::tool
