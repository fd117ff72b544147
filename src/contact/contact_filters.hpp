#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "crmlink/contact/contact_lookup_config.hpp"

namespace crmlink::contact {

/// What decides whether an integration is for an event.
enum class Filter : std::uint8_t { event, channel, direction, queue };

inline constexpr std::array filters{Filter::event, Filter::channel, Filter::direction,
                                    Filter::queue};

/// Returns a filter's name; static storage.
std::string_view to_string(Filter filter) noexcept;
/// Returns whether the conversation passes a filter.
bool passes(Filter filter, const ContactLookupConfig& config, const Variables& scopes);
/// Returns what passes, in words.
std::string wanted_by(Filter filter, const ContactLookupConfig& config);
/// Returns what the conversation has; may be empty.
std::string found_by(Filter filter, const Variables& scopes);

}  // namespace crmlink::contact
