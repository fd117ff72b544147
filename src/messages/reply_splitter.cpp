#include "messages/reply_splitter.hpp"

#include <algorithm>
#include <utility>

#include "core/json_cursor.hpp"

namespace crmlink {
namespace {

constexpr std::string_view messages_name = "messages";
constexpr std::size_t not_it = messages_name.size() + 1;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t most_depth = 64;

bool is_space(char c) noexcept {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

}  // namespace

void ReplySplitter::feed(std::string_view part) {
  at_ = begin_ = part.data();
  end_ = at_ + part.size();
}

ReplySplitter::Step ReplySplitter::next(std::string_view& element) {
  while (at_ != end_ && problem_.empty()) {
    if (expected_ != Expected::rest)
      take_punctuation();
    else if (scan_value() && end_value(element))
      return Step::element;
  }
  if (problem_.empty() && expected_ == Expected::rest) keep_rest();
  return problem_.empty() ? Step::more : Step::failed;
}

void ReplySplitter::take_punctuation() {
  const char c = *at_;
  if (is_space(c)) {
    ++at_;
    return;
  }
  switch (expected_) {
    case Expected::reply:
      return take_opening(c);
    case Expected::first_element:
      return c == ']' ? end_list() : begin_value();
    case Expected::element:
      return begin_value();
    case Expected::separator:
      if (c == ']') return end_list();
      if (c != ',') return fail("no comma between two messages");
      ++at_;
      expected_ = Expected::element;
      return;
    default:
      return fail("more text after the end of the list");
  }
}

void ReplySplitter::take_opening(char c) {
  if (mark_ < byte_order_mark.size() && c == byte_order_mark[mark_]) {
    ++mark_;
    ++at_;
  } else if (c == '[') {
    ++at_;
    expected_ = Expected::first_element;
  } else if (c == '{') {
    alone_ = true;
    begin_value();
  } else {
    fail("it isn't a list in JSON");
  }
}

void ReplySplitter::end_list() {
  ++at_;
  if (!std::exchange(inside_, false)) {
    expected_ = Expected::nothing;
    return;
  }
  // The envelope goes on where its list stood.
  value_ = std::move(envelope_);
  value_.append("[]");
  envelope_.clear();
  begin_ = at_;
  depth_ = 1;
  is_envelope_ = true;
  expected_ = Expected::rest;
}

void ReplySplitter::begin_value() {
  begin_ = at_;
  value_.clear();
  depth_ = 0;
  in_string_ = escaped_ = name_is_messages_ = list_follows_ = is_envelope_ = false;
  expected_ = Expected::rest;
}

/// Returns whether the value has ended; at_ is then behind it.
bool ReplySplitter::scan_value() {
  while (at_ != end_ && expected_ == Expected::rest)
    if (in_string_ ? scan_string() : scan_token(*at_)) return true;
  return false;
}

bool ReplySplitter::scan_string() {
  for (; at_ != end_; ++at_) {
    const char c = *at_;
    if (std::exchange(escaped_, false)) continue;
    if (c == '"') break;
    escaped_ = c == '\\';
    if (key_ != not_it)
      key_ = key_ < messages_name.size() && c == messages_name[key_] ? key_ + 1 : not_it;
  }
  if (at_ == end_) return false;
  ++at_;
  in_string_ = false;
  name_is_messages_ = key_ == messages_name.size();
  return depth_ == 0;
}

bool ReplySplitter::scan_token(char c) {
  if (is_space(c)) {
    if (depth_ == 0) return true;
    ++at_;
    return false;
  }
  const bool list_follows = std::exchange(list_follows_, false);
  if (depth_ == 0 && (c == ',' || c == ']' || c == '}')) return true;
  if (c == '[' && list_follows) {
    open_messages();
    return false;
  }
  ++at_;
  if (c == '"') {
    in_string_ = true;
    key_ = depth_ == 1 && !inside_ ? 0 : not_it;
  } else if (c == '{' || c == '[') {
    ++depth_;
  } else if (c == '}' || c == ']') {
    return --depth_ == 0;
  } else if (c == ':') {
    list_follows_ = depth_ == 1 && name_is_messages_;
  }
  return false;
}

void ReplySplitter::open_messages() {
  envelope_ = captured();
  value_.clear();
  ++at_;
  inside_ = true;
  expected_ = Expected::first_element;
}

/// Returns whether it is one for the reader.
bool ReplySplitter::end_value(std::string_view& element) {
  const auto text = captured();
  if (text.size() > most_) {
    fail("a message is larger than " + std::to_string(most_) + " bytes");
    return false;
  }
  expected_ = alone_ && !inside_ ? Expected::nothing : Expected::separator;
  if (is_envelope_ || expected_ == Expected::nothing) {
    check_envelope(text);
    return false;
  }
  element = text;
  return true;
}

std::string_view ReplySplitter::captured() {
  const std::string_view here(begin_, static_cast<std::size_t>(at_ - begin_));
  if (value_.empty()) return here;
  value_.append(here);
  begin_ = at_;
  return value_;
}

void ReplySplitter::check_envelope(std::string_view text) {
  JsonCursor cursor(text, most_depth);
  cursor.skip();
  if (!cursor.finish()) return fail("what is around the messages isn't JSON");
  if (!is_envelope_) fail("it is an object without a list \"messages\"");
  is_envelope_ = false;
}

void ReplySplitter::keep_rest() {
  value_.append(begin_, at_);
  begin_ = at_;
  if (value_.size() > most_) fail("a message is larger than " + std::to_string(most_) + " bytes");
}

void ReplySplitter::fail(std::string problem) {
  problem_ = std::move(problem);
}

}  // namespace crmlink
