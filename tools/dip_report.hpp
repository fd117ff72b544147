#pragma once

#include <iosfwd>
#include <span>

#include "crmlink/dip/data_dip_config.hpp"
#include "dip_runner.hpp"
#include "style.hpp"

namespace crmlink::tool {

/// Prints the dips for people: the last one in full, all in a table when there are several.
void print_dips(std::span<const DipRun> runs, std::ostream& out, const Style& style);

/// Prints the dips as one JSON document.
void print_dips_as_json(const DataDipConfig& config, std::span<const DipRun> runs,
                        std::ostream& out);

}  // namespace crmlink::tool
