#pragma once

#include <cstddef>
#include <string_view>

#include "crmlink/adapter/adapter_event.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"

namespace crmlink {

/// The longest text of an event, in bytes.
inline constexpr std::size_t max_adapter_event = 1'048'576;

/// Reads an event as an adapter posts it, tolerantly: null and absent members are the same, types
/// and session types may be in any case, members of a wrong type and unknown ones are kept among
/// AdapterEvent::others. Commas too many or too few, which the source pages have, are repaired and
/// reported.
///
/// Fails with Errc::invalid_response for a text that is no JSON object, has no type, is deeper than
/// 32 levels or longer than max_adapter_event. The detail holds nothing of the text. Thread-safe.
CRMLINK_EXPORT Result<AdapterReading> read_adapter_event(std::string_view text);

}  // namespace crmlink
