#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "crmlink/core/config.hpp"
#include "crmlink/text/variables.hpp"

// The names of contact-lookup.md "Placeholders".
namespace crmlink::contact {

/// What {event} is where a text is wanted, and {*}; as long as these, so that a text can be
/// respelled without moving its other parts.
inline constexpr std::string_view event_name_variable = "_evnt";
inline constexpr std::string_view everything_variable = "_";

/// Returns the members of `contact`.
std::span<const std::string_view> properties() noexcept;
/// Returns the members of `event`.
std::span<const std::string_view> event_members() noexcept;

/// Calls `visit` with each name that a host gives: `contact.source`, `contact.queue.id`.
void for_each_member(const std::function<void(std::string_view name)>& visit);

/// Returns the names for what is sent.
Vocabulary request_vocabulary();
/// Returns the names for what is done with the reply.
Vocabulary reply_vocabulary();

/// Respells {event} as the event's name, but where it is the whole text.
std::string respell_value(std::string text);
/// Respells {event} as the event's name.
std::string respell_text(std::string text);
/// Respells {*}, and the names of headers in lower case.
std::string respell_reply(std::string text);

/// Undoes what the others do to a text that is shown.
std::string spell_back(std::string text);

/// Complains about each reference in `source`, which stands at `value`, to a member that can't be.
void check_members(const ConfigValue& value, std::string_view source, std::string_view reference);

/// Returns the id of {authentications.ID}; empty for another reference.
std::string_view credential_of(std::string_view reference) noexcept;

/// Returns whether a text is a name of an XML element without a prefix (XML 1.0 §2.3).
bool is_element_name(std::string_view text) noexcept;
/// Returns whether a text is a UUID, 8-4-4-4-12 hexadecimal digits.
bool is_uuid(std::string_view text) noexcept;

}  // namespace crmlink::contact
