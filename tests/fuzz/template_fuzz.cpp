#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crmlink/text/text_template.hpp"
#include "text/path_segments.hpp"

// The input is a template and a value, with a NUL between them. Whatever they are: nothing crashes,
// a fault lies within the text, JSON is JSON, and a URL has no byte that a URL can't have.
namespace {

using namespace crmlink;

void demand(bool condition) {
  if (!condition) std::abort();
}

bool is_url_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         std::string_view("-._~%").find(c) != std::string_view::npos;
}

bool is_control(char c) {
  return (c >= 0 && c < 0x20) || c == 0x7F;
}

void check(Slot slot, std::string_view out) {
  boost::system::error_code failure;
  switch (slot) {
    case Slot::json:
    case Slot::json_text: {
      boost::json::parse(out, failure);
      demand(!failure);
      return;
    }
    case Slot::url_path:
      demand(std::all_of(out.begin(), out.end(), is_url_byte));
      demand(!text::has_dot_segment(out));
      return;
    case Slot::url_query:
      demand(std::all_of(out.begin(), out.end(), is_url_byte));
      return;
    case Slot::header:
      demand(std::none_of(out.begin(), out.end(), is_control));
      return;
    case Slot::file_name:
      demand(out.find_first_of("/\\:") == std::string_view::npos && out != "." && out != "..");
      demand(std::none_of(out.begin(), out.end(), is_control));
      return;
    default:
      return;
  }
}

Vocabulary vocabulary() {
  Vocabulary names{"A", "B", "NAME"};
  names.add_scope("contact");
  return names;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto text = input.substr(0, input.find('\0'));
  const auto value = input.substr(std::min(input.size(), text.size() + 1));

  static const auto names = vocabulary();
  Variables variables{{"A", value}, {"NAME", "Kim"}};
  boost::system::error_code failure;
  variables.set_json("contact", boost::json::parse(value, failure));

  static const FunctionRegistry functions;
  for (const auto slot : {Slot::plain, Slot::url_path, Slot::url_query, Slot::header, Slot::json,
                          Slot::json_text, Slot::form, Slot::html, Slot::file_name}) {
    TextTemplate::Options options(slot, names);
    options.functions = &functions;
    std::vector<TemplateFault> faults;
    const auto compiled = TextTemplate::parse(text, options, faults);
    demand(compiled.has_value() == faults.empty());
    for (const auto& fault : faults)
      demand(fault.offset < text.size());
    if (!compiled) continue;
    std::string out;
    const auto result = compiled->expand(variables, out);
    if (result && *result == Presence::present)
      check(slot, out);
    else
      demand(out.empty());
  }
  return 0;
}
