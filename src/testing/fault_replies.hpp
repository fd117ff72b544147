#pragma once

#include <string>

#include "crmlink/testing/fault.hpp"

namespace crmlink::testing {

/// Renders the reply of a turn as it should be, whatever the turn's fault.
std::string good_reply(const Turn& turn);
/// Renders what a turn sends whose fault lies in the text of the reply alone; for all others the
/// good reply.
std::string faulty_reply(const Turn& turn);
/// Renders the reply without a length, which ends with the connection.
std::string unbounded_reply(const Turn& turn);

}  // namespace crmlink::testing
