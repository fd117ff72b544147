#include "multipart_reader.hpp"

#include <algorithm>
#include <utility>

#include "field_parameters.hpp"

namespace crm_service {
namespace {

constexpr std::size_t most_head = 8 * 1024;
constexpr std::size_t longest_boundary = 70;  // RFC 2046 §5.1.1
constexpr std::string_view line_end = "\r\n";

// What browsers, and crmlink, escape in the names of a form (WHATWG HTML, "multipart/form-data").
std::string unescaped(std::string text) {
  constexpr std::pair<std::string_view, char> escapes[] = {
      {"%22", '"'}, {"%0D", '\r'}, {"%0A", '\n'}};
  for (const auto& [escape, meant] : escapes)
    for (auto at = text.find(escape); at != std::string::npos; at = text.find(escape, at + 1))
      text.replace(at, escape.size(), 1, meant);
  return text;
}

std::optional<FormPart> part_of(std::string_view head) {
  FormPart part;
  bool named = false;
  while (!head.empty()) {
    const auto end = std::min(head.find(line_end), head.size());
    const auto line = head.substr(0, end);
    head.remove_prefix(std::min(end + line_end.size(), head.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const FieldParameters field(line.substr(colon + 1));
    if (same_word(line.substr(0, colon), "content-disposition")) {
      const auto name = field.find("name");
      if (!same_word(field.value(), "form-data") || !name) return std::nullopt;
      part.name = unescaped(*name);
      if (auto file = field.find("filename")) part.file_name = unescaped(*std::move(file));
      named = true;
    } else if (same_word(line.substr(0, colon), "content-type")) {
      part.media_type = field.value();
    }
  }
  if (!named) return std::nullopt;
  return part;
}

}  // namespace

MultipartReader::MultipartReader(std::string_view boundary, FormParts& parts)
    // The first delimiter has no line break before it unless there is a preamble.
    : parts_(parts), delimiter_("\r\n--" + std::string(boundary)), buffer_(line_end) {}

bool MultipartReader::feed(std::string_view piece) {
  if (state_ == State::complete) return true;
  buffer_ += piece;
  while (step()) {
  }
  return state_ != State::broken;
}

/// Returns whether there may be more to do with what is in the buffer.
bool MultipartReader::step() {
  switch (state_) {
    case State::preamble:
    case State::body:
      return read_until_delimiter();
    case State::delimiter:
      return read_after_delimiter();
    case State::head:
      return read_head();
    case State::complete:
    case State::broken:
      return false;
  }
  return false;
}

bool MultipartReader::pass_on(std::size_t size) {
  const bool wanted =
      state_ != State::body || size == 0 || parts_.take(std::string_view(buffer_).substr(0, size));
  buffer_.erase(0, size);
  if (!wanted) state_ = State::broken;
  return wanted;
}

bool MultipartReader::read_until_delimiter() {
  const auto found = buffer_.find(delimiter_);
  if (found == std::string::npos) {
    // What is left may be the delimiter's start.
    const auto kept = std::min(buffer_.size(), delimiter_.size() - 1);
    pass_on(buffer_.size() - kept);
    return false;
  }
  if (!pass_on(found)) return false;
  buffer_.erase(0, delimiter_.size());
  const bool ended = state_ != State::body || parts_.end();
  state_ = ended ? State::delimiter : State::broken;
  return ended;
}

bool MultipartReader::read_after_delimiter() {
  const auto start = buffer_.find_first_not_of(" \t");
  if (start == std::string::npos || buffer_.size() < start + 2) {
    if (buffer_.size() > most_head) state_ = State::broken;
    return false;
  }
  const auto mark = std::string_view(buffer_).substr(start, 2);
  if (mark == "--" && start == 0) {
    state_ = State::complete;
    buffer_.clear();
  } else if (mark == line_end) {
    state_ = State::head;
    // The line break stays: a head without lines is one, too.
    buffer_.erase(0, start);
  } else {
    state_ = State::broken;
  }
  return state_ == State::head;
}

bool MultipartReader::read_head() {
  const auto end = buffer_.find("\r\n\r\n");
  if (end == std::string::npos || end > most_head) {
    if (buffer_.size() > most_head) state_ = State::broken;
    return false;
  }
  const auto lines = std::string_view(buffer_).substr(0, end);
  auto part = part_of(lines.substr(std::min(lines.size(), line_end.size())));
  const bool wanted = part && parts_.begin(*std::move(part));
  buffer_.erase(0, end + 2 * line_end.size());
  state_ = wanted ? State::body : State::broken;
  return wanted;
}

std::optional<std::string> boundary_of(std::string_view content_type) {
  const FieldParameters field(content_type);
  if (!same_word(field.value(), "multipart/form-data")) return std::nullopt;
  auto boundary = field.find("boundary");
  if (!boundary || boundary->empty() || boundary->size() > longest_boundary) return std::nullopt;
  return boundary;
}

}  // namespace crm_service
