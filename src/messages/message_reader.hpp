#pragma once

#include <string_view>

#include "crmlink/core/result.hpp"
#include "crmlink/messages/message.hpp"

namespace crmlink {

/// Reads one message, a JSON object. Fails with Errc::invalid_json, and says where in it, never
/// what stands there.
Result<Message> read_message(std::string_view object);

}  // namespace crmlink
