#pragma once

#include "crmlink/core/config.hpp"
#include "crmlink/dip/data_dip_config.hpp"

namespace crmlink {

/// Reads `share_identical`, `cache` and `late_answers`; complaints go to the document.
void read_freshness(ConfigObject& root, DataDipConfig::State& state);

}  // namespace crmlink
