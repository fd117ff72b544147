#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "crmlink/core/export.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// By what a custom lookup URL finds a customer (generic-crm.md "Lookup URL and screen pop").
enum class CrmLookupKind : std::uint8_t {
  phone,  ///< By the phone number: sessions of IVR, PSTN and SMS.
  sdk,    ///< By the user's id or e-mail address: sessions of the web and mobile SDKs.
};

/// Returns the kind as configurations spell it: `phone`; static storage.
CRMLINK_EXPORT std::string_view to_string(CrmLookupKind kind) noexcept;

/// Returns what CHANNEL may be: `voice_call`, `chat`.
CRMLINK_EXPORT std::span<const std::string_view> crm_lookup_channels() noexcept;
/// Returns what TYPE may be: `IVR_Call`, `IncomingCall(web)`, …, `SMS`.
CRMLINK_EXPORT std::span<const std::string_view> crm_lookup_types() noexcept;
/// Returns by what sessions of a TYPE are looked up, or std::nullopt for one that isn't listed.
CRMLINK_EXPORT std::optional<CrmLookupKind> crm_lookup_kind(std::string_view type) noexcept;

/// Adds the names that lookup URLs may use besides those of crm_vocabulary(): `ANI`, `CUID`, …
CRMLINK_EXPORT void add_lookup_names(Vocabulary& vocabulary);

/// Sets the variables of lookup URLs that a CRM's other variables have under another name, unless
/// they are set: ANI and CUSTOMER_PHONE_NUMBER from PHONE_NUMBER, CUID from CUSTOM_USER_ID,
/// OUTBOUND_NUMBER from OUTBOUND_PHONE_NUMBER, CUSTOM_AGENT_ID from AGENT_CUSTOM_ID, TYPE from
/// SESSION_TYPE when it is one of crm_lookup_types(). CrmConfig::lookup_url() does it by itself.
CRMLINK_EXPORT void complete_lookup_variables(Variables& variables);

}  // namespace crmlink
