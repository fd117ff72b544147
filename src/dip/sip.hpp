#pragma once

#include <array>
#include <string_view>

namespace crmlink {

/// The scope under which session parameters live in the call's variables.
inline constexpr std::string_view session_scope = "session";
/// What profiles call the number in the From header.
inline constexpr std::string_view from_caller_id = "From (Caller ID only)";
/// The variable that carries it.
inline constexpr std::string_view from_caller_id_variable = "SIP_FROM_CALLER_ID";

/// The headers that profiles usually send; templates may name them without further ado.
inline constexpr std::array<std::string_view, 6> usual_sip_headers{
    "From", "To", "Contact", "P-Asserted-Identity", "User-Agent", "Referred-By"};

/// Returns the long form of a header's name, `From` for `f` (RFC 3261 §7.3.3, RFC 3892 §6).
std::string_view long_sip_header(std::string_view name) noexcept;

/// Returns whether a name can be that of a SIP header: a token (RFC 3261 §25.1).
bool is_sip_header_name(std::string_view name) noexcept;

}  // namespace crmlink
