#pragma once

#include <map>
#include <string>
#include <string_view>

#include "exchange/facts.hpp"

namespace crmlink::bench {

/// The work as most programs write it: variables in a map, templates expanded from their text, JSON
/// through Boost.JSON's values.
using UsualVariables = std::map<std::string, std::string>;

/// Returns the call's variables.
UsualVariables usual_variables();
/// Returns the body of a dip.
std::string usual_body(const UsualVariables& variables);
/// Reads a reply into an owned result and checks it.
void usual_reply(Work work, const std::string& body);

}  // namespace crmlink::bench
