#pragma once

#include "dip/reply_reader.hpp"

namespace crmlink {

/// The longest name of a parameter, in bytes.
inline constexpr std::size_t max_parameter_name = 128;

/// Returns whether a text can name a session parameter.
bool is_parameter_name(std::string_view name) noexcept;

/// Adds `parameter` to the reply, or counts why not. One of the same name that came earlier goes in
/// any case: the last one in a reply counts.
void admit(const DataDipParameter& parameter, const ReplyRules& rules, Reply& reply);

/// Removes the parameter of that name.
void forget(std::string_view name, Reply& reply);

/// Returns the number of characters of a well-formed UTF-8 text.
std::size_t count_characters(std::string_view text) noexcept;

/// Returns whether a text is `true` or `false` in any letter case.
bool spells_boolean(std::string_view text) noexcept;

}  // namespace crmlink
