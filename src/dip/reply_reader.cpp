#include "dip/reply_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "dip/json_events.hpp"
#include "dip/reply_filter.hpp"
#include "text/names.hpp"

namespace crmlink {
namespace {

/// Picks the parameters out of the events of one scan.
///
/// Only three nested objects matter: the root, its `parameters`, and each parameter in there. An
/// event matters when the innermost open container is one of them; all else is passed over.
class ReplyHandler : public JsonEvents {
 public:
  ReplyHandler(const ReplyRules& rules, Reply& reply) : rules_(rules), reply_(reply) {}

  bool has_parameters() const noexcept { return has_parameters_; }

  bool on_object_begin(ErrorCode&) { return open(true); }
  bool on_object_end(std::size_t, ErrorCode&) { return close(); }
  bool on_array_begin(ErrorCode&) { return open(false); }
  bool on_array_end(std::size_t, ErrorCode&) { return close(); }

  bool on_key_part(Text text, std::size_t, ErrorCode&) {
    if (is_relevant()) collect(text, level_ == Level::parameters);
    return true;
  }
  bool on_key(Text text, std::size_t size, ErrorCode&) {
    if (!is_relevant()) return true;
    const auto key = collected(text, size, level_ == Level::parameters);
    if (level_ == Level::parameters)
      current_.name = key;
    else
      member_ = member_of(key);
    return true;
  }

  bool on_string_part(Text text, std::size_t, ErrorCode&) {
    if (is_relevant()) collect(text, member_ == Member::value);
    return true;
  }
  bool on_string(Text text, std::size_t size, ErrorCode&) {
    if (is_relevant()) scalar(collected(text, size, member_ == Member::value), ValueKind::text);
    return true;
  }

  bool on_number_part(Text text, ErrorCode&) {
    number_size_ += text.size();
    if (is_relevant()) collect(text, member_ == Member::value);
    return true;
  }
  bool on_int64(std::int64_t, Text text, ErrorCode&) { return number(text); }
  bool on_uint64(std::uint64_t, Text text, ErrorCode&) { return number(text); }
  bool on_double(double, Text text, ErrorCode&) { return number(text); }

  bool on_bool(bool value, ErrorCode&) {
    if (is_relevant()) scalar(value ? "true" : "false", ValueKind::boolean);
    return true;
  }
  bool on_null(ErrorCode&) {
    if (is_relevant()) absent(Value::null);
    return true;
  }

 private:
  enum class Level : std::uint8_t { none, root, parameters, parameter };
  enum class Member : std::uint8_t { other, parameters, value, display_to_agent, save_to_database };
  enum class Value : std::uint8_t { missing, null, malformed, set };

  /// Returns whether the innermost open container is one that matters.
  bool is_relevant() const noexcept {
    return depth_ != 0 && depth_ == static_cast<std::size_t>(level_);
  }

  Member member_of(std::string_view key) const noexcept {
    if (level_ == Level::root) return key == "parameters" ? Member::parameters : Member::other;
    if (key == "value") return Member::value;
    if (key == "displayToAgent") return Member::display_to_agent;
    if (key == "saveToDatabase") return Member::save_to_database;
    return Member::other;
  }

  bool open(bool is_object) {
    const bool relevant = is_relevant();
    if (depth_ == 0 && is_object) level_ = Level::root;
    ++depth_;
    if (!relevant) return true;
    if (level_ == Level::parameters)
      open_parameter(is_object);
    else if (member_ == Member::parameters)
      open_parameters(is_object);
    else
      absent(Value::malformed);
    return true;
  }

  // `parameters` may come twice; the last one counts.
  void open_parameters(bool is_object) {
    reply_.parameters.clear();
    reply_.dropped = {};
    reply_.null_parameters = 0;
    has_parameters_ = is_object;
    if (is_object) enter(Level::parameters);
  }

  void open_parameter(bool is_object) {
    if (!is_object) return refuse_parameter();
    current_ = DataDipParameter{.name = current_.name, .value = {}};
    value_ = Value::missing;
    enter(Level::parameter);
  }

  void enter(Level level) noexcept {
    level_ = level;
    member_ = Member::other;
  }

  bool close() {
    if (is_relevant()) {
      if (level_ == Level::parameter) finish_parameter();
      enter(static_cast<Level>(static_cast<int>(level_) - 1));
    }
    --depth_;
    return true;
  }

  void finish_parameter() {
    switch (value_) {
      case Value::set:
        return admit(current_, rules_, reply_);
      case Value::null:
        forget(current_.name, reply_);
        ++reply_.null_parameters;
        return;
      case Value::missing:
      case Value::malformed:
        return refuse_parameter();
    }
  }

  void refuse_parameter() {
    forget(current_.name, reply_);
    ++reply_.dropped.malformed;
  }

  bool number(Text text) {
    const auto size = std::exchange(number_size_, 0) + text.size();
    if (is_relevant()) scalar(collected(text, size, member_ == Member::value), ValueKind::number);
    return true;
  }

  void scalar(std::string_view text, ValueKind kind) {
    if (level_ != Level::parameter) return absent(Value::malformed);
    switch (member_) {
      case Member::value:
        current_.value = text;
        current_.kind = kind;
        value_ = Value::set;
        return;
      case Member::display_to_agent:
        current_.display_to_agent = text::same_name(text, "true");
        return;
      case Member::save_to_database:
        current_.save_to_database = text::same_name(text, "true");
        return;
      case Member::parameters:
      case Member::other:
        return;
    }
  }

  /// Takes note of something that isn't what its place demands.
  void absent(Value value) {
    if (level_ == Level::parameters) return refuse_parameter();
    switch (member_) {
      case Member::parameters:
        return open_parameters(false);
      case Member::value:
        value_ = value;
        return;
      case Member::display_to_agent:
        current_.display_to_agent = false;
        return;
      case Member::save_to_database:
        current_.save_to_database = false;
        return;
      case Member::other:
        return;
    }
  }

  // Names and values are kept; other text is compared and forgotten, and what is longer than any
  // known word needn't be whole for that.
  void collect(Text text, bool keep) {
    if (keep)
      reply_.text.append({text.data(), text.size()});
    else if (word_.size() < max_word)
      word_.append(text.data(), text.size());
  }

  std::string_view collected(Text text, std::size_t size, bool keep) {
    if (!keep && size == text.size()) return {text.data(), text.size()};
    collect(text, keep);
    if (keep) return reply_.text.last(size);
    last_word_ = std::exchange(word_, {});
    return size <= max_word ? std::string_view(last_word_) : std::string_view();
  }

  static constexpr std::size_t max_word = 32;

  const ReplyRules& rules_;
  Reply& reply_;
  std::string word_;
  std::string last_word_;
  DataDipParameter current_;
  std::size_t depth_ = 0;
  std::size_t number_size_ = 0;
  Level level_ = Level::none;
  Member member_ = Member::other;
  Value value_ = Value::missing;
  bool has_parameters_ = false;
};

Error failure(Errc code, std::string detail) {
  ErrorInfo info(code);
  info.detail = std::move(detail);
  info.phase = Phase::parse;
  return info;
}

}  // namespace

Result<Reply> read_reply(std::string_view body, const ReplyRules& rules) {
  if (body.size() > rules.max_bytes)
    return failure(Errc::body_too_large, "the reply has " + std::to_string(body.size()) +
                                             " bytes, " + std::to_string(rules.max_bytes) +
                                             " are allowed");
  if (body.empty()) return failure(Errc::invalid_response, "the reply is empty");
  Reply reply;
  // Decoded text is never longer than its JSON.
  reply.text = TextArena(body.size());
  reply.parameters.reserve(std::min<std::size_t>(rules.max_parameters, 16));
  JsonEventScanner<ReplyHandler> scanner(max_reply_depth, rules, reply);
  if (const auto scan = scanner.scan(body); !scan)
    return failure(Errc::invalid_json, "the reply isn't JSON: " + scan.problem());
  if (!scanner.handler().has_parameters())
    return failure(Errc::invalid_response, "the reply has no \"parameters\" object");
  return reply;
}

}  // namespace crmlink
