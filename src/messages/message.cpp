#include "crmlink/messages/message.hpp"

#include <array>
#include <charconv>

#include "core/json_cursor.hpp"
#include "messages/message_fields.hpp"

namespace crmlink {
namespace {

constexpr std::size_t most_depth = 64;

template <class Number>
std::string spelled(Number number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return {text.data(), end};
}

/// Writes what a member of a Message holds.
struct Spell {
  const Message& message;

  std::string operator()(std::string Message::* place) const { return message.*place; }
  std::string operator()(std::optional<std::string> Message::* place) const {
    return (message.*place).value_or("");
  }
  template <class Number>
  std::string operator()(std::optional<Number> Message::* place) const {
    const auto& number = message.*place;
    return number ? spelled(*number) : std::string();
  }
};

/// Returns a JSON value as it stands in a table: a string decoded, null as nothing.
std::string plain(const std::string& json) {
  JsonCursor cursor(json, most_depth);
  const auto kind = cursor.peek();
  if (kind == JsonKind::null) return {};
  if (kind != JsonKind::string) return json;
  const auto string = cursor.string();
  std::string text(string.raw.size(), '\0');
  text.resize(static_cast<std::size_t>(string.decode(text.data()) - text.data()));
  return text;
}

}  // namespace

std::optional<SegmentId> parse_segment_id(std::string_view session_id) noexcept {
  const auto dot = session_id.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == session_id.size())
    return std::nullopt;
  return SegmentId{.conversation = session_id.substr(0, dot),
                   .segment = session_id.substr(dot + 1)};
}

SenderType Message::sender() const noexcept {
  const std::string_view type = sender_type ? std::string_view(*sender_type) : std::string_view();
  if (type == "customer") return SenderType::customer;
  if (type == "bot") return SenderType::bot;
  return type == "agent" ? SenderType::agent : SenderType::unknown;
}

std::string Message::field(std::string_view name) const {
  if (const auto* const known = find_message_field(name))
    return std::visit(Spell{*this}, known->place);
  for (const auto& [other_name, value] : other)
    if (other_name == name) return plain(value);
  return {};
}

}  // namespace crmlink
