#pragma once

#include <span>
#include <string>
#include <string_view>

#include "crmlink/core/export.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

class DataDipOutcome;

/// A standard parameter as profiles name it, and the variable that carries it during a call.
struct StandardParameter {
  std::string_view name;      ///< As a profile names it: `External Number`.
  std::string_view variable;  ///< What the IVR sets: `ANI`.
};

/// Returns the standard parameters: External Number (`ANI`), Caller ID (`CALLER_ID`), DNIS
/// (`DNIS`), Tag (`TAG`), Location (`LOCATION`); static storage.
///
/// An IVR sets them as it sets any variable: `Variables call{{"ANI", "+12223334444"}, {"DNIS",
/// "18005550100"}};` Source: data-dip.md "Profile".
CRMLINK_EXPORT std::span<const StandardParameter> standard_parameters() noexcept;

/// Sets a header of the call's INVITE: `set_sip_header(call, "P-Asserted-Identity", "<sip:…>")`.
///
/// `name` matches without regard to case; the compact forms of RFC 3261 §7.3.3 (`f`, `t`, `m`) and
/// RFC 3892 (`b`) are understood. Setting `From` also sets what `From (Caller ID only)` sends. An
/// empty value makes the header absent. Set one header per name: a later one replaces the earlier.
/// The variable is named by sip_header_variable(), so that templates can use it: `{SIP_FROM}`.
CRMLINK_EXPORT void set_sip_header(Variables& call, std::string_view name, std::string_view value);

/// Returns the variable of a SIP header: `SIP_` and the name in upper case, all but letters and
/// digits as `_`: `SIP_P_ASSERTED_IDENTITY`.
CRMLINK_EXPORT std::string sip_header_variable(std::string_view name);

/// Returns the user part of a From, To, Contact or P-Asserted-Identity value, `+12223334444` for
/// `"Kim" <sip:+12223334444@pbx.example;user=phone>;tag=1c2`: the number without display name, host
/// and parameters, percent-encoding undone. Understands sip, sips and tel URIs (RFC 3261 §19.1, RFC
/// 3966). Empty when there is none.
CRMLINK_EXPORT std::string sip_user_part(std::string_view header_value);

/// Sets a parameter that the flow collected (`account_number` from digits) or that a dip returned.
///
/// Profiles send it as type `session`; templates see it as `{session.account_number}`. It never
/// touches variables such as ANI. Names match exactly. An empty value makes it absent.
CRMLINK_EXPORT void set_session_parameter(Variables& call, std::string_view name,
                                          std::string_view value);

/// Sets every parameter of an outcome, fallback values included, as session parameters: what an IVR
/// does after each dip. Parameters set earlier and not part of the outcome stay.
CRMLINK_EXPORT void set_session_parameters(Variables& call, const DataDipOutcome& outcome);

/// Returns a session parameter, or an empty text when it is absent. Valid until the next change.
CRMLINK_EXPORT std::string_view session_parameter(const Variables& call,
                                                  std::string_view name) noexcept;

}  // namespace crmlink
