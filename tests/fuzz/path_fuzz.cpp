#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crmlink/text/json_path.hpp"

// The input is a path. Whatever it is: nothing crashes, and a path that was understood leads to the
// same place when it is written down and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using crmlink::JsonPath;
  static const auto document = boost::json::parse(
      R"({"a": [1, [2, 3], {"b": null}], "": {"": 0}, "0": "x", "a.b": [[]], "/": 1, "$": 2, "~": 3})");
  const auto path = JsonPath::parse({reinterpret_cast<const char*>(data), size});
  if (!path) return path.error().detail().empty() ? std::abort(), 0 : 0;
  const auto again = JsonPath::parse(path->to_string());
  if (!again || again->find(document) != path->find(document)) std::abort();
  return 0;
}
