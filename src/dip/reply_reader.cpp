#include "dip/reply_reader.hpp"

#include <string>

#include "core/json_cursor.hpp"
#include "dip/reply_filter.hpp"
#include "text/names.hpp"

namespace crmlink {
namespace {

/// Picks the parameters out of a reply's JSON in one scan; all else is passed over.
class ReplyScan {
 public:
  ReplyScan(std::string_view body, const ReplyRules& rules, std::span<char> room, Reply& reply)
      : body_size_(body.size()),
        cursor_(body, max_reply_depth),
        rules_(rules),
        room_(room),
        reply_(reply) {}

  void run() {
    if (cursor_.peek() == JsonKind::object)
      read_root();
    else
      cursor_.skip();
  }
  bool finish() { return cursor_.finish(); }
  std::string problem() const { return cursor_.problem(); }
  bool has_parameters() const noexcept { return has_parameters_; }

 private:
  /// What a parameter's value was.
  enum class Value : std::uint8_t { missing, null, malformed, set };

  void read_root() {
    cursor_.enter_object();
    for (JsonString name; cursor_.next_member(name);) {
      if (name.is("parameters"))
        read_parameters();
      else
        cursor_.skip();
    }
  }

  // `parameters` may come twice; the last one counts.
  void read_parameters() {
    reply_.parameters.clear();
    reply_.dropped = {};
    reply_.null_parameters = 0;
    has_parameters_ = cursor_.peek() == JsonKind::object;
    if (!has_parameters_) return cursor_.skip();
    cursor_.enter_object();
    for (JsonString name; cursor_.next_member(name);) {
      DataDipParameter parameter{.name = text_of(name), .value = {}};
      admit(read_parameter(parameter), parameter);
    }
  }

  void admit(Value value, const DataDipParameter& parameter) {
    if (value == Value::set) return crmlink::admit(parameter, rules_, reply_);
    forget(parameter.name, reply_);
    ++(value == Value::null ? reply_.null_parameters : reply_.dropped.malformed);
  }

  Value read_parameter(DataDipParameter& parameter) {
    auto value = Value::missing;
    if (cursor_.peek() != JsonKind::object) {
      cursor_.skip();
      return Value::malformed;
    }
    cursor_.enter_object();
    for (JsonString name; cursor_.next_member(name);) {
      if (name.is("value"))
        value = read_value(parameter);
      else if (name.is("displayToAgent"))
        parameter.display_to_agent = read_flag();
      else if (name.is("saveToDatabase"))
        parameter.save_to_database = read_flag();
      else
        cursor_.skip();
    }
    return value;
  }

  Value read_value(DataDipParameter& parameter) {
    switch (cursor_.peek()) {
      case JsonKind::string:
        parameter.value = text_of(cursor_.string());
        parameter.kind = ValueKind::text;
        return Value::set;
      case JsonKind::number:
        parameter.value = cursor_.number();
        parameter.kind = ValueKind::number;
        return Value::set;
      case JsonKind::boolean:
        parameter.value = cursor_.boolean() ? "true" : "false";
        parameter.kind = ValueKind::boolean;
        return Value::set;
      case JsonKind::null:
        cursor_.skip();
        return Value::null;
      default:
        cursor_.skip();
        return Value::malformed;
    }
  }

  // The text "true", in any letter case, as the services spell it; or a boolean.
  bool read_flag() {
    const auto kind = cursor_.peek();
    if (cursor_.take_literal("\"true\"")) return true;
    if (cursor_.take_literal("\"false\"")) return false;
    if (kind == JsonKind::boolean) return cursor_.boolean();
    if (kind == JsonKind::string) {
      const auto text = cursor_.string();
      return text.is("true") || (!text.escaped && text::same_name(text.raw, "true"));
    }
    cursor_.skip();
    return false;
  }

  /// Returns what a string means: a view of the body, or, without its escapes, of the room or the
  /// reply's text, which never needs more than the body.
  std::string_view text_of(const JsonString& string) {
    if (!string.escaped) return string.raw;
    if (string.raw.size() <= room_.size()) {
      char* const begin = room_.data();
      const auto size = static_cast<std::size_t>(string.decode(begin) - begin);
      room_ = room_.subspan(size);
      return {begin, size};
    }
    if (!reply_.text.has_room()) reply_.text = TextArena(body_size_);
    return reply_.text.commit(string.decode(reply_.text.room()));
  }

  std::size_t body_size_;
  JsonCursor cursor_;
  const ReplyRules& rules_;
  std::span<char> room_;
  Reply& reply_;
  bool has_parameters_ = false;
};

Error failure(Errc code, std::string detail) {
  ErrorInfo info(code);
  info.detail = std::move(detail);
  info.phase = Phase::parse;
  return info;
}

}  // namespace

Result<Reply> read_reply(std::string_view body, const ReplyRules& rules, std::span<char> room) {
  if (body.size() > rules.max_bytes)
    return failure(Errc::body_too_large, "the reply has " + std::to_string(body.size()) +
                                             " bytes, " + std::to_string(rules.max_bytes) +
                                             " are allowed");
  if (body.empty()) return failure(Errc::invalid_response, "the reply is empty");
  Result<Reply> result = Reply();
  ReplyScan scan(body, rules, room, *result);
  scan.run();
  if (!scan.finish()) return failure(Errc::invalid_json, "the reply isn't JSON: " + scan.problem());
  if (!scan.has_parameters())
    return failure(Errc::invalid_response, "the reply has no \"parameters\" object");
  return result;
}

}  // namespace crmlink
