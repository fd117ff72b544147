#include "json_output.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <ostream>

#include "complaint_text.hpp"
#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

/// Indents token by token; strings are copied whole.
class Indenter {
 public:
  explicit Indenter(std::string_view json) : rest_(json) {}

  std::string run() {
    while (!rest_.empty())
      step();
    return std::move(out_);
  }

 private:
  void step() {
    const char c = rest_.front();
    if (c == '"') return copy_string();
    rest_.remove_prefix(1);
    if (c == '{' || c == '[') return open(c);
    if (c == '}' || c == ']') return close(c);
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') return;
    out_ += c;
    if (c == ',') break_line();
    if (c == ':') out_ += ' ';
  }

  void copy_string() {
    std::size_t end = 1;
    while (end < rest_.size() && rest_[end] != '"')
      end += rest_[end] == '\\' ? 2U : 1U;
    const auto token = rest_.substr(0, end + 1);
    out_ += token;
    rest_.remove_prefix(token.size());
  }

  void open(char bracket) {
    out_ += bracket;
    const auto next = rest_.find_first_not_of(" \n\r\t");
    // In ASCII a closing bracket stands two places after the opening one.
    const bool is_empty = next != std::string_view::npos && rest_[next] == bracket + 2;
    if (is_empty) {
      out_ += rest_[next];
      rest_.remove_prefix(next + 1);
      return;
    }
    ++depth_;
    break_line();
  }

  void close(char bracket) {
    if (depth_ != 0) --depth_;
    break_line();
    out_ += bracket;
  }

  void break_line() { out_.append(1, '\n').append(2 * depth_, ' '); }

  std::string_view rest_;
  std::string out_;
  std::size_t depth_ = 0;
};

boost::json::object json_of(const Complaint& complaint) {
  boost::json::object object;
  object["pointer"] = complaint.pointer;
  object["line"] = nullptr;
  object["column"] = nullptr;
  if (complaint.position) {
    object["line"] = complaint.position->line;
    object["column"] = complaint.position->column;
  }
  object["problem"] = complaint.problem;
  object["expected"] = complaint.expected;
  object["found"] = complaint.found;
  object["nearest"] = complaint.nearest;
  object["message"] = message_without_place(complaint);
  return object;
}

}  // namespace

std::string indented_json(std::string_view json) {
  return Indenter(json).run();
}

void print_json(std::ostream& out, const boost::json::value& document) {
  out << indented_json(valid_utf8(boost::json::serialize(document))) << '\n';
}

boost::json::value json_of(std::span<const Complaint> complaints) {
  boost::json::array array;
  for (const auto& complaint : complaints)
    array.emplace_back(json_of(complaint));
  return array;
}

boost::json::value text_or_null(std::string_view text) {
  return text.empty() ? boost::json::value() : boost::json::value(text);
}

boost::json::value json_list(const std::vector<std::string>& texts) {
  return boost::json::array(texts.begin(), texts.end());
}

}  // namespace crmlink::tool
