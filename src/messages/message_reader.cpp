#include "messages/message_reader.hpp"

#include <charconv>
#include <cmath>

#include "core/json_cursor.hpp"
#include "messages/message_fields.hpp"

namespace crmlink {
namespace {

constexpr std::size_t most_depth = 64;

std::string decoded(const JsonString& string) {
  if (!string.escaped) return std::string(string.raw);
  std::string text(string.raw.size(), '\0');
  text.resize(static_cast<std::size_t>(string.decode(text.data()) - text.data()));
  return text;
}

bool is_space(char c) noexcept {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// Returns a JSON text without the space between its tokens.
std::string on_one_line(std::string_view json) {
  std::string line;
  line.reserve(json.size());
  bool in_string = false;
  for (std::size_t n = 0; n < json.size(); ++n) {
    if (!in_string && is_space(json[n])) continue;
    line += json[n];
    if (in_string && json[n] == '\\' && n + 1 < json.size())
      line += json[++n];
    else if (json[n] == '"')
      in_string = !in_string;
  }
  return line;
}

/// Reads whatever stands here as a text; null is none.
std::optional<std::string> take_text(JsonCursor& cursor) {
  switch (cursor.peek()) {
    case JsonKind::string:
      return decoded(cursor.string());
    case JsonKind::null:
      cursor.skip();
      return std::nullopt;
    case JsonKind::object:
    case JsonKind::array:
      return on_one_line(cursor.raw());
    default:
      return std::string(cursor.raw());
  }
}

template <class Number>
std::optional<Number> number_of(const std::optional<std::string>& text) {
  Number number{};
  if (!text || text->empty()) return std::nullopt;
  const auto* const end = text->data() + text->size();
  const auto [at, error] = std::from_chars(text->data(), end, number);
  return error == std::errc() && at == end ? std::optional(number) : std::nullopt;
}

/// Puts a text where a field belongs.
struct Put {
  Message& message;
  std::optional<std::string> text;

  void operator()(std::string Message::* place) {
    message.*place = text ? std::move(*text) : std::string();
  }
  void operator()(std::optional<std::string> Message::* place) { message.*place = std::move(text); }
  void operator()(std::optional<double> Message::* place) {
    const auto number = number_of<double>(text);
    message.*place = number && std::isfinite(*number) ? number : std::nullopt;
  }
  void operator()(std::optional<std::int64_t> Message::* place) {
    message.*place = number_of<std::int64_t>(text);
  }
};

}  // namespace

Result<Message> read_message(std::string_view object) {
  JsonCursor cursor(object, most_depth);
  Message message;
  const bool is_object = cursor.peek() == JsonKind::object;
  if (is_object) cursor.enter_object();
  JsonString name;
  while (is_object && cursor.next_member(name)) {
    const auto known = decoded(name);
    if (const auto* const field = find_message_field(known))
      std::visit(Put{message, take_text(cursor)}, field->place);
    else
      message.other.emplace_back(known, on_one_line(cursor.raw()));
  }
  if (!is_object || !cursor.finish()) {
    ErrorInfo info(Errc::invalid_json);
    info.detail = is_object ? cursor.problem() : "it isn't an object";
    return Error(std::move(info));
  }
  message.json = on_one_line(object);
  return message;
}

}  // namespace crmlink
