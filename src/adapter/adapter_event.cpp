#include "crmlink/adapter/adapter_event.hpp"

#include <algorithm>
#include <array>

#include "adapter/event_members.hpp"
#include "text/encode.hpp"
#include "text/names.hpp"

namespace crmlink {
namespace {

constexpr std::array<std::string_view, 25> types{"Agent_Login",
                                                 "Agent_Logout",
                                                 "New_Call",
                                                 "End_Call",
                                                 "Call_Redaction_Started",
                                                 "Call_Redaction_Ended",
                                                 "",
                                                 "New_Chat",
                                                 "Active_Chat",
                                                 "End_Chat",
                                                 "Dismissed_Chat",
                                                 "Chat_Inbound_Message",
                                                 "Chat_Outbound_Message",
                                                 "Cobrowse_Session_Started",
                                                 "Cobrowse_Session_Remote_Control_Changed",
                                                 "Cobrowse_Session_Full_Device_Changed",
                                                 "Cobrowse_Session_Ended",
                                                 "Transfer_Call",
                                                 "Transfer_Chat",
                                                 "Party_Added",
                                                 "Agent_Joined_Call",
                                                 "Agent_Joined_Chat",
                                                 "Agent_Assist_Started",
                                                 "CRM_Record_Pop",
                                                 ""};

/// Writes the members of an object that are there.
class MemberWriter {
 public:
  explicit MemberWriter(std::string& json) noexcept : json_(json) {}

  void operator()(std::string_view name, const std::string& text) const {
    if (!text.empty()) write_text(name, text);
  }
  void operator()(std::string_view name, const AdapterId& id) const {
    if (!id) return;
    if (id.is_number)
      write(name, id.text);
    else
      write_text(name, id.text);
  }
  template <class Named>
  void operator()(std::string_view name, const std::optional<Named>& named) const {
    if (named) write_text(name, to_string(*named));
  }
  /// Writes a member whose value is JSON.
  void write(std::string_view name, std::string_view value) const {
    if (json_.back() != '{') json_ += ',';
    json_ += '"';
    text::encode_json(name, json_);
    json_.append("\":").append(value);
  }

 private:
  void write_text(std::string_view name, std::string_view text) const {
    write(name, "\"");
    text::encode_json(text, json_);
    json_ += '"';
  }

  std::string& json_;
};

bool begins_with(std::string_view text, std::string_view word) noexcept {
  return text::same_name(text.substr(0, word.size()), word);
}

}  // namespace

std::string_view to_string(AdapterEventKind kind) noexcept {
  return types.at(static_cast<std::size_t>(kind));
}

AdapterEventKind parse_adapter_event_kind(std::string_view type) noexcept {
  // The source page says "ended" in one place, "stopped" in another.
  if (text::same_name(type, "Call_Redaction_Stopped"))
    return AdapterEventKind::call_redaction_ended;
  for (std::size_t n = 0; n < types.size(); ++n)
    if (!types.at(n).empty() && text::same_name(types.at(n), type))
      return static_cast<AdapterEventKind>(n);
  return AdapterEventKind::unknown;
}

std::string_view to_string(CobrowseState state) noexcept {
  constexpr std::array<std::string_view, 4> names{"off", "requested", "rejected", "on"};
  return names.at(static_cast<std::size_t>(state));
}

std::string_view to_string(CobrowseParty party) noexcept {
  constexpr std::array<std::string_view, 3> names{"agent", "end_user", "api"};
  return names.at(static_cast<std::size_t>(party));
}

std::optional<AdapterSession> adapter_session(std::string_view session_type) noexcept {
  if (begins_with(session_type, "Voice")) return AdapterSession::call;
  if (begins_with(session_type, "Messaging")) return AdapterSession::chat;
  if (begins_with(session_type, "Co-browse")) return AdapterSession::cobrowse;
  return std::nullopt;
}

std::string AdapterEvent::to_json() const {
  std::string data = "{";
  const MemberWriter writer(data);
  visit_members(*this, writer);
  for (const auto& [name, value] : others)
    writer.write(name, value);
  data += '}';
  const auto spelled = type.empty() ? std::string(to_string(kind)) : type;
  if (spelled.empty()) return data;
  std::string json = "{";
  const MemberWriter around(json);
  around("type", spelled);
  around.write("data", data);
  return json + '}';
}

}  // namespace crmlink
