#include "text/json_writer.hpp"

#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <cmath>

#include "text/encode.hpp"

namespace crmlink::text {
namespace {

template <class Number>
void write_number(Number number, std::string& out) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), end.ptr);
}

void write_double(double number, std::string& out) {
  if (std::isfinite(number))
    write_number(number, out);
  else
    out += "null";  // JSON has no infinity
}

void write_string(std::string_view text, std::string& out) {
  out += '"';
  encode_json(text, out);
  out += '"';
}

void write_array(const boost::json::array& array, std::string& out) {
  out += '[';
  for (const auto& element : array) {
    if (&element != array.data()) out += ',';
    write_json(element, out);
  }
  out += ']';
}

void write_object(const boost::json::object& object, std::string& out) {
  out += '{';
  for (auto member = object.begin(); member != object.end(); ++member) {
    if (member != object.begin()) out += ',';
    write_string(member->key(), out);
    out += ':';
    write_json(member->value(), out);
  }
  out += '}';
}

// Accepts whatever the parser accepts.
struct IgnoringHandler {
  // NOLINTBEGIN(readability-identifier-naming): these are the names of the parser's concept.
  using error_code = boost::system::error_code;
  using string_view = boost::json::string_view;
  // NOLINTEND(readability-identifier-naming)
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = SIZE_MAX;
  static constexpr std::size_t max_string_size = SIZE_MAX;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return true; }
  bool on_object_end(std::size_t, error_code&) { return true; }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t, error_code&) { return true; }
  bool on_key_part(string_view, std::size_t, error_code&) { return true; }
  bool on_key(string_view, std::size_t, error_code&) { return true; }
  bool on_string_part(string_view, std::size_t, error_code&) { return true; }
  bool on_string(string_view, std::size_t, error_code&) { return true; }
  bool on_number_part(string_view, error_code&) { return true; }
  bool on_int64(std::int64_t, string_view, error_code&) { return true; }
  bool on_uint64(std::uint64_t, string_view, error_code&) { return true; }
  bool on_double(double, string_view, error_code&) { return true; }
  bool on_bool(bool, error_code&) { return true; }
  bool on_null(error_code&) { return true; }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }
};

}  // namespace

void write_json(const boost::json::value& value, std::string& out) {
  switch (value.kind()) {
    case boost::json::kind::null:
      out += "null";
      return;
    case boost::json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      return;
    case boost::json::kind::int64:
      return write_number(value.get_int64(), out);
    case boost::json::kind::uint64:
      return write_number(value.get_uint64(), out);
    case boost::json::kind::double_:
      return write_double(value.get_double(), out);
    case boost::json::kind::string:
      return write_string(value.get_string(), out);
    case boost::json::kind::array:
      return write_array(value.get_array(), out);
    case boost::json::kind::object:
      return write_object(value.get_object(), out);
  }
}

bool is_json(std::string_view text) {
  boost::json::basic_parser<IgnoringHandler> parser{boost::json::parse_options{}};
  boost::system::error_code failure;
  const auto parsed = parser.write_some(false, text.data(), text.size(), failure);
  return !failure && parsed == text.size() && parser.done();
}

}  // namespace crmlink::text
