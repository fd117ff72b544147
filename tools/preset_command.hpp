#pragma once

#include <string>

#include "console.hpp"

namespace crmlink::tool {

/// What `crmlink preset` was asked for.
struct PresetOptions {
  std::string name;  ///< Which one to print; empty: list all.
  bool json = false;
};

/// Lists the presets, or prints the text of one.
ExitStatus run_preset(const PresetOptions& options, Console& console);

}  // namespace crmlink::tool
