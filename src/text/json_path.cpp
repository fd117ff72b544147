#include "crmlink/text/json_path.hpp"

#include <algorithm>
#include <boost/json/value.hpp>
#include <charconv>
#include <utility>

#include "text/names.hpp"

namespace crmlink {
namespace {

constexpr std::string_view no_step = "an index, a quoted name or name=value is expected";

// Reads the spellings of a path, one step at a time.
class PathReader {
 public:
  explicit PathReader(std::string_view text) : text_(text) {}

  bool done() const noexcept { return at_ == text_.size(); }
  bool ahead(char c) const noexcept { return !done() && text_[at_] == c; }

  bool take(char c) noexcept {
    const auto found = ahead(c);
    if (found) ++at_;
    return found;
  }

  // `$` is the root only where a step or nothing follows: OData has members such as `$ref`.
  void skip_root() noexcept {
    if (text_ == "$" || text_.starts_with("$.") || text_.starts_with("$[")) ++at_;
  }

  bool member(std::string& name) {
    const auto begin = at_;
    while (!done() && text_[at_] != '.' && text_[at_] != '[' && text_[at_] != ']')
      ++at_;
    name = text_.substr(begin, at_ - begin);
    return !name.empty() || complain("a member's name is expected");
  }

  bool index(std::ptrdiff_t& index) {
    const auto* const begin = text_.data() + at_;
    const auto read = std::from_chars(begin, text_.data() + text_.size(), index);
    if (read.ec != std::errc{}) return complain(no_step);
    at_ += static_cast<std::size_t>(read.ptr - begin);
    return close();
  }

  bool quoted_member(std::string& name) {
    const auto quote = text_[at_++];
    name.clear();
    while (!done() && text_[at_] != quote) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      name += text_[at_++];
    }
    return take(quote) ? close() : complain("the quote isn't closed");
  }

  bool starts_index() const noexcept {
    return ahead('-') || (!done() && text::is_digit(text_[at_]));
  }

  // `id=4]` or `name="Phone number"]`.
  bool selection(std::string& name, std::string& spelling) {
    const auto equal = text_.find_first_of("=]", at_);
    if (equal == std::string_view::npos || text_[equal] != '=' || equal == at_)
      return complain(no_step);
    name = text_.substr(at_, equal - at_);
    at_ = equal + 1;
    if (ahead('"') || ahead('\'')) return quoted_member(spelling);
    const auto begin = at_;
    while (!done() && text_[at_] != ']')
      ++at_;
    spelling = text_.substr(begin, at_ - begin);
    return spelling.empty() ? complain("a value is expected") : close();
  }

  // One token of an RFC 6901 pointer, behind its slash.
  bool token(std::string& name) {
    name.clear();
    for (; !done() && text_[at_] != '/'; ++at_) {
      if (text_[at_] != '~') {
        name += text_[at_];
        continue;
      }
      ++at_;
      if (!ahead('0') && !ahead('1')) return complain("~ must be followed by 0 or 1");
      name += text_[at_] == '0' ? '~' : '/';
    }
    return true;
  }

  bool complain(std::string_view problem) {
    problem_ = problem;
    return false;
  }

  Error error() const {
    ErrorInfo info(Errc::invalid_path);
    info.detail = problem_ + " at byte " + std::to_string(at_) + " of the path";
    return Error(std::move(info));
  }

 private:
  bool close() { return take(']') || complain("] is expected"); }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string problem_;
};

template <class Steps>
bool read_pointer(PathReader& reader, Steps& steps) {
  while (reader.take('/')) {
    std::string name;
    if (!reader.token(name)) return false;
    steps.emplace_back(std::move(name));
  }
  return true;
}

// One step behind its dot or bracket.
template <class Step>
bool read_step(PathReader& reader, bool bracket, Step& step) {
  if (!bracket) return reader.member(step.template emplace<std::string>());
  if (reader.ahead('"') || reader.ahead('\''))
    return reader.quoted_member(step.template emplace<std::string>());
  if (reader.starts_index()) return reader.index(step.template emplace<std::ptrdiff_t>());
  auto& selection = step.template emplace<2>();
  return reader.selection(selection.member, selection.spelling);
}

template <class Steps>
bool read_steps(PathReader& reader, Steps& steps) {
  reader.skip_root();
  while (!reader.done()) {
    const auto bracket = reader.take('[');
    if (!bracket && !reader.take('.') && !steps.empty())
      return reader.complain("a dot or [ is expected");
    typename Steps::value_type step;
    if (!read_step(reader, bracket, step)) return false;
    steps.push_back(std::move(step));
  }
  return true;
}

// The index that a member's name means on an array: `/items/0` and `items.0` are both common.
bool read_index(std::string_view name, std::size_t& index) noexcept {
  const auto* const end = name.data() + name.size();
  const auto read = std::from_chars(name.data(), end, index);
  return read.ec == std::errc{} && read.ptr == end;
}

const boost::json::value* step_into(const boost::json::value& at,
                                    const std::string& name) noexcept {
  if (const auto* const object = at.if_object()) return object->if_contains(name);
  std::size_t index = 0;
  const auto* const array = at.if_array();
  return array != nullptr && read_index(name, index) ? array->if_contains(index) : nullptr;
}

const boost::json::value* step_into(const boost::json::value& at, std::ptrdiff_t index) noexcept {
  const auto* const array = at.if_array();
  if (array == nullptr) return nullptr;
  const auto from_start = index < 0 ? index + static_cast<std::ptrdiff_t>(array->size()) : index;
  return from_start < 0 ? nullptr : array->if_contains(static_cast<std::size_t>(from_start));
}

bool is_plain(std::string_view name) noexcept {
  return !name.empty() && name.find_first_of(".[]\"'\\/$") == std::string_view::npos;
}

void append_quoted(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += "\"]";
}

bool is_spelled(const boost::json::value& value, std::string_view spelling) {
  if (const auto* const text = value.if_string())
    return std::string_view(text->data(), text->size()) == spelling;
  if (const auto* const flag = value.if_bool()) return spelling == (*flag ? "true" : "false");
  if (const auto* const number = value.if_int64()) return spelling == std::to_string(*number);
  const auto* const large = value.if_uint64();
  return large != nullptr && spelling == std::to_string(*large);
}

}  // namespace

bool JsonPath::Selection::holds(const boost::json::value& element) const noexcept {
  const auto* const object = element.if_object();
  const auto* const found = object != nullptr ? object->if_contains(member) : nullptr;
  return found != nullptr && is_spelled(*found, spelling);
}

const boost::json::value* JsonPath::Selection::first_in(
    const boost::json::value& list) const noexcept {
  const auto* const array = list.if_array();
  if (array == nullptr) return nullptr;
  const auto* const found =
      std::find_if(array->begin(), array->end(), [this](const auto& each) { return holds(each); });
  return found == array->end() ? nullptr : found;
}

Result<JsonPath> JsonPath::parse(std::string_view text) {
  PathReader reader(text);
  JsonPath path;
  const auto read =
      text.starts_with('/') ? read_pointer(reader, path.steps_) : read_steps(reader, path.steps_);
  if (!read) return reader.error();
  return path;
}

const boost::json::value* JsonPath::find(const boost::json::value& root) const noexcept {
  const auto* at = &root;
  for (const auto& step : steps_) {
    at = std::visit(
        [at](const auto& next) {
          if constexpr (requires { next.spelling; })
            return next.first_in(*at);
          else
            return step_into(*at, next);
        },
        step);
    if (at == nullptr) return nullptr;
  }
  return at;
}

std::string JsonPath::to_string() const {
  std::string text;
  for (const auto& step : steps_) {
    if (const auto* const index = std::get_if<std::ptrdiff_t>(&step)) {
      text += '[' + std::to_string(*index) + ']';
      continue;
    }
    if (const auto* const selection = std::get_if<Selection>(&step)) {
      text += '[' + selection->member + '=';
      append_quoted(selection->spelling, text);
      continue;
    }
    const auto& name = std::get<std::string>(step);
    if (!is_plain(name)) {
      text += '[';
      append_quoted(name, text);
      continue;
    }
    if (!text.empty()) text += '.';
    text += name;
  }
  return text;
}

}  // namespace crmlink
