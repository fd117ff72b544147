#include "knob_table.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <ostream>

#include "table.hpp"

namespace crmlink::tool {

void print_knobs(const http::HttpConfig& config, std::ostream& out, const Style& style) {
  Table table({{"setting"}, {"value"}, {"from"}, {"default"}});
  for (const auto& knob : http::list_knobs(config))
    table.add({knob.pointer, knob.value, knob.configured ? "file" : "default",
               knob.configured ? knob.default_value : ""});
  out << table.to_string(style);
}

boost::json::array json_of_knobs(const http::HttpConfig& config) {
  boost::json::array list;
  for (const auto& knob : http::list_knobs(config)) {
    boost::json::object object;
    object["pointer"] = knob.pointer;
    object["value"] = knob.value;
    object["default"] = knob.default_value;
    object["configured"] = knob.configured;
    list.emplace_back(std::move(object));
  }
  return list;
}

}  // namespace crmlink::tool
