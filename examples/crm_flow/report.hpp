#pragma once

#include <iosfwd>
#include <vector>

#include "call.hpp"
#include "options.hpp"
#include "read_back.hpp"

namespace crm_flow {

/// Prints what happened, what the CRM says, and the sum, for people.
void print_report(std::ostream& out, const Call& call, const std::vector<Shown>& shown,
                  const Options& options);
/// Prints the same as one JSON document.
void print_json(std::ostream& out, const Call& call, const std::vector<Shown>& shown);

}  // namespace crm_flow
