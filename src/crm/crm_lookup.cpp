#include "crmlink/crm/crm_lookup.hpp"

#include <algorithm>
#include <array>

namespace crmlink {
namespace {

using namespace std::string_view_literals;

constexpr std::array channels{"voice_call"sv, "chat"sv};

constexpr std::array types{"IncomingCall(app)"sv, "ScheduledCall(app)"sv, "IncomingCall(web)"sv,
                           "ScheduledCall(web)"sv, "Mobile"sv, "Web"sv,
                           // From here on by the phone number.
                           "Outbound_Call"sv, "OutboundCall(api)"sv, "IncomingCall(api)"sv,
                           "IVR_Call"sv, "IVRCall(app)"sv, "Voicemail"sv, "SMS"sv};
constexpr std::size_t sdk_types = 6;

constexpr std::array names{"ANI"sv,
                           "CUID"sv,
                           "EMAIL"sv,
                           "MENU_PATH"sv,
                           "MENU_ID"sv,
                           "CHANNEL"sv,
                           "TYPE"sv,
                           "CUSTOMER_PHONE_NUMBER"sv,
                           "SUPPORT_PHONE_NUMBER"sv,
                           "OUTBOUND_NUMBER"sv,
                           "SESSION_ID"sv,
                           "CUSTOM_AGENT_ID"sv};

/// A name of lookup URLs, and what the rest of a configuration calls it.
struct Alias {
  std::string_view name;
  std::string_view other;
};

constexpr std::array<Alias, 5> aliases{{{"ANI", "PHONE_NUMBER"},
                                        {"CUSTOMER_PHONE_NUMBER", "PHONE_NUMBER"},
                                        {"CUID", "CUSTOM_USER_ID"},
                                        {"OUTBOUND_NUMBER", "OUTBOUND_PHONE_NUMBER"},
                                        {"CUSTOM_AGENT_ID", "AGENT_CUSTOM_ID"}}};

void copy(Variables& variables, std::string_view from, std::string_view to) {
  const auto* const value = variables.text(from);
  if (value && !variables.contains(to)) variables.set(to, std::string(*value));
}

}  // namespace

std::string_view to_string(CrmLookupKind kind) noexcept {
  return kind == CrmLookupKind::phone ? "phone"sv : "sdk"sv;
}

std::span<const std::string_view> crm_lookup_channels() noexcept {
  return channels;
}

std::span<const std::string_view> crm_lookup_types() noexcept {
  return types;
}

std::optional<CrmLookupKind> crm_lookup_kind(std::string_view type) noexcept {
  const auto* const found = std::find(types.begin(), types.end(), type);
  if (found == types.end()) return std::nullopt;
  return found < types.begin() + sdk_types ? CrmLookupKind::sdk : CrmLookupKind::phone;
}

void add_lookup_names(Vocabulary& vocabulary) {
  for (const auto name : names)
    vocabulary.add(name);
}

void complete_lookup_variables(Variables& variables) {
  for (const auto& alias : aliases)
    copy(variables, alias.other, alias.name);
  const auto* const type = variables.text("SESSION_TYPE");
  if (type && crm_lookup_kind(*type)) copy(variables, "SESSION_TYPE", "TYPE");
}

}  // namespace crmlink
