#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crmlink/core/export.hpp"

namespace crmlink {

/// What an agent adapter, the call or chat window inside an agent's desktop, tells the page around
/// it (agent-adapter.md).
enum class AdapterEventKind : std::uint8_t {
  agent_login,
  agent_logout,
  new_call,
  end_call,
  call_redaction_started,
  call_redaction_ended,
  call_redaction,  ///< One of the two: the source pages show them without a type.
  new_chat,
  active_chat,
  end_chat,
  dismissed_chat,
  chat_inbound_message,
  chat_outbound_message,
  cobrowse_session_started,
  cobrowse_session_remote_control_changed,
  cobrowse_session_full_device_changed,
  cobrowse_session_ended,
  transfer_call,
  transfer_chat,
  party_added,
  agent_joined_call,
  agent_joined_chat,
  agent_assist_started,
  crm_record_pop,
  unknown,  ///< Its type isn't listed; AdapterEvent::type has it.
};

/// Returns the type as events spell it: `New_Call`; empty for `call_redaction` and `unknown`;
/// static storage.
CRMLINK_EXPORT std::string_view to_string(AdapterEventKind kind) noexcept;
/// Returns the kind of a type, in any case; AdapterEventKind::unknown for one that isn't listed.
CRMLINK_EXPORT AdapterEventKind parse_adapter_event_kind(std::string_view type) noexcept;

/// An identifier in an event, a number or a text there; every digit is kept.
struct AdapterId {
  AdapterId() = default;
  /// Makes one that is written as a number.
  explicit AdapterId(std::int64_t number) : text(std::to_string(number)), is_number(true) {}
  /// Makes one that is written as a text.
  explicit AdapterId(std::string value) : text(std::move(value)) {}

  /// Returns whether there is one.
  explicit operator bool() const noexcept { return !text.empty(); }
  bool operator==(const AdapterId&) const = default;

  std::string text;        ///< Empty: absent.
  bool is_number = false;  ///< Whether it is written without quotes.
};

/// An agent; absent members are empty.
struct AdapterAgent {
  AdapterAgent() = default;
  bool operator==(const AdapterAgent&) const = default;

  AdapterId id;
  std::string custom_id;
  std::string email;
};

/// A queue; absent members are empty.
struct AdapterQueue {
  AdapterQueue() = default;
  bool operator==(const AdapterQueue&) const = default;

  AdapterId id;
  std::string path;
};

/// The state of remote control or full device in a co-browse session.
enum class CobrowseState : std::uint8_t { off, requested, rejected, on };
/// Who asked for a co-browse session, or ended it.
enum class CobrowseParty : std::uint8_t { agent, end_user, api };

/// Returns the names that events have; static storage.
CRMLINK_EXPORT std::string_view to_string(CobrowseState state) noexcept;
CRMLINK_EXPORT std::string_view to_string(CobrowseParty party) noexcept;

/// A co-browse session.
struct AdapterCobrowse {
  AdapterCobrowse() = default;
  bool operator==(const AdapterCobrowse&) const = default;

  std::string session_id;
  std::optional<CobrowseParty> requested_by;
  std::optional<CobrowseParty> ended_by;
  std::optional<CobrowseState> remote_control;
  std::optional<CobrowseState> full_device;
};

/// A member of an event that is kept as JSON: its name and its text.
using AdapterMember = std::pair<std::string, std::string>;

/// An event. Which members it has depends on its kind; what it hasn't is empty. Untrusted when it
/// was read: escape it for wherever it is shown.
struct AdapterEvent {
  explicit AdapterEvent(AdapterEventKind of_kind = AdapterEventKind::unknown) : kind(of_kind) {}
  bool operator==(const AdapterEvent&) const = default;

  /// Returns the text that is posted to the window around the adapter, a JSON object:
  /// `{"type":"New_Call","data":{…}}`. Members that are empty are left out.
  CRMLINK_EXPORT std::string to_json() const;

  AdapterEventKind kind;
  std::string type;  ///< As it was read; empty: to_string(kind).

  AdapterAgent agent;
  AdapterAgent from_agent;  ///< Of a transfer.
  AdapterAgent to_agent;    ///< Of a transfer.
  AdapterQueue queue;
  AdapterQueue from_queue;  ///< Of a transfer.
  AdapterQueue to_queue;    ///< Of a transfer.
  AdapterId campaign_id;
  std::string campaign_name;
  AdapterId call_id;
  AdapterId chat_id;
  std::string session_type;  ///< As it was read; see adapter_session().
  std::string message;       ///< Of a chat.
  AdapterCobrowse cobrowse;
  std::string participant_type;  ///< Of a party that was added: `agent` or `end_user`.
  AdapterId end_user_id;
  AdapterId virtual_agent_id;
  AdapterId conversation_id;  ///< Of agent assist, with the three below.
  AdapterId session_id;
  std::string queue_language_id;
  std::string timestamp;   ///< `HH:MM:SS`.
  std::string record_url;  ///< Of AdapterEventKind::crm_record_pop.

  /// The host's own data, whatever their JSON is: va_data_parameters, session_variable,
  /// custom_sip_headers, custom_data_secured, custom_data_not_secured; and members that nobody
  /// knows.
  std::vector<AdapterMember> others;
};

/// What is behind a session type, whatever its case.
enum class AdapterSession : std::uint8_t { call, chat, cobrowse };

/// Returns it, or std::nullopt for a type that is of none: `Voice Campaign (UJET)` is a call.
CRMLINK_EXPORT std::optional<AdapterSession> adapter_session(
    std::string_view session_type) noexcept;

/// Something that was wrong with the text of an event and was put right.
struct AdapterRepair {
  AdapterRepair(std::size_t at, std::string what) : offset(at), problem(std::move(what)) {}

  std::size_t offset;   ///< The byte of the text at which it was.
  std::string problem;  ///< `a comma is missing`.
};

/// An event that was read, and what had to be repaired.
struct AdapterReading {
  AdapterReading() = default;

  AdapterEvent event;
  std::vector<AdapterRepair> repairs;  ///< In the order of their places.
};

}  // namespace crmlink
