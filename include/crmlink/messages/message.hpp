#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crmlink/core/export.hpp"

namespace crmlink {

/// Who wrote a message, as its `sendertype` says.
enum class SenderType : std::uint8_t {
  unknown,  ///< It says nothing, or something else.
  customer,
  bot,
  agent
};

/// The id of a segment: `12.5` is the fifth segment of conversation 12.
struct SegmentId {
  std::string_view conversation;
  std::string_view segment;

  friend bool operator==(const SegmentId&, const SegmentId&) = default;
};

/// Splits a `sessionid` at its dot; std::nullopt when it isn't of the form x.y. The views are into
/// `session_id`.
CRMLINK_EXPORT std::optional<SegmentId> parse_segment_id(std::string_view session_id) noexcept;

/// One message of an exported conversation.
///
/// A text is what the server sent, decoded; a number where a text belongs is kept as it was
/// spelled, so that an id never loses a digit; an object or an array is kept as its JSON; null
/// counts as missing. Source: message-export.md.
struct Message {
  Message() = default;

  std::string text;                          ///< What was said; redacted.
  std::string timestamp;                     ///< When it was created, for people.
  std::optional<std::int64_t> ts;            ///< The same: milliseconds since 1970, UTC.
  std::optional<std::string> sender_name;    ///< `sendername`.
  std::optional<std::string> sender_email;   ///< `senderemail`.
  std::optional<std::string> sender_type;    ///< `sendertype`, as it was sent.
  std::string session_id;                    ///< `sessionid`: conversation and segment, x.y.
  std::optional<double> sentiment;           ///< Below zero negative, above positive.
  std::optional<std::string> workflow;       ///< The workflow around it.
  std::optional<std::string> workflow_node;  ///< `workflownodeid`.
  std::string topic;                         ///< The intent that was inferred.
  std::optional<double> score;               ///< How probable the topic is.
  std::string top_matches;                   ///< `topmatches`: three intents, as JSON.
  std::string lang;                          ///< The language that was detected.
  std::string customer_session_id;           ///< `customersessionid`: spans segments.
  std::string session_channel;               ///< `sessionchannel`.
  std::string session_channel_info;          ///< `sessionchannelinfo`: text, or JSON.
  std::string chat_type;                     ///< `chattype`: part of a bot's or an agent's chat.

  /// What the source page doesn't name: name and JSON, in the order of the reply.
  std::vector<std::pair<std::string, std::string>> other;
  /// The whole message as the server sent it, on one line, nothing changed but the space between
  /// its tokens.
  std::string json;

  /// Returns who wrote it.
  CRMLINK_EXPORT SenderType sender() const noexcept;
  /// Returns a field by its name on the wire as it stands in a table: `customersessionid`; unknown
  /// fields as their JSON, a text without its quotes. Empty when it is missing.
  CRMLINK_EXPORT std::string field(std::string_view name) const;
};

}  // namespace crmlink
