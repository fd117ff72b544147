#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "crmlink/messages/message.hpp"

namespace crmlink {

/// Where a field of the source page has its place in a Message.
struct MessageField {
  using Place =
      std::variant<std::string Message::*, std::optional<std::string> Message::*,
                   std::optional<double> Message::*, std::optional<std::int64_t> Message::*>;

  std::string_view name;  ///< On the wire.
  Place place;
};

inline constexpr std::array<MessageField, 18> message_fields{{
    {"text", &Message::text},
    {"timestamp", &Message::timestamp},
    {"ts", &Message::ts},
    {"sendername", &Message::sender_name},
    {"senderemail", &Message::sender_email},
    {"sendertype", &Message::sender_type},
    {"sessionid", &Message::session_id},
    {"sentiment", &Message::sentiment},
    {"workflow", &Message::workflow},
    {"workflownodeid", &Message::workflow_node},
    {"topic", &Message::topic},
    {"score", &Message::score},
    {"topmatches", &Message::top_matches},
    {"lang", &Message::lang},
    {"customersessionid", &Message::customer_session_id},
    {"sessionchannel", &Message::session_channel},
    {"sessionchannelinfo", &Message::session_channel_info},
    {"chattype", &Message::chat_type},
}};

/// Returns the field of that name, or nullptr.
inline const MessageField* find_message_field(std::string_view name) noexcept {
  for (const auto& field : message_fields)
    if (field.name == name) return &field;
  return nullptr;
}

}  // namespace crmlink
