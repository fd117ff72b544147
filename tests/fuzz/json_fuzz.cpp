// Our scan of JSON against Boost.JSON's parser: they must agree on what is JSON, and on what the
// strings of it mean.

#include <boost/json/error.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/json_cursor.hpp"

namespace {

constexpr std::size_t max_depth = 32;

void require(bool holds) {
  if (!holds) std::abort();
}

// Values that Boost can't hold are JSON all the same.
bool is_out_of_range(const boost::system::error_code& code) {
  return code == boost::json::error::exponent_overflow;
}

void compare_strings(std::string_view text, const boost::json::object& expected) {
  crmlink::JsonCursor cursor(text, max_depth);
  require(cursor.peek() == crmlink::JsonKind::object);
  cursor.enter_object();
  for (crmlink::JsonString name; cursor.next_member(name);) {
    std::string meant(name.raw.size(), '\0');
    meant.resize(static_cast<std::size_t>(name.decode(meant.data()) - meant.data()));
    require(expected.contains(meant));
    cursor.skip();
  }
  require(cursor.finish());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  crmlink::JsonCursor cursor(text, max_depth);
  cursor.skip();
  const bool ours = cursor.finish();

  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  boost::json::parse_options options;
  options.max_depth = max_depth;
  boost::system::error_code code;
  const auto value = boost::json::parse(text, code, {}, options);
  if (is_out_of_range(code)) return 0;
  require(ours == !code);
  if (ours && value.is_object()) compare_strings(text, value.get_object());
  return 0;
}
