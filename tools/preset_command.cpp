#include "preset_command.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <ostream>
#include <utility>

#include "crmlink/text/variables.hpp"
#include "json_output.hpp"
#include "preset_catalog.hpp"
#include "table.hpp"
#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

std::string joined(const std::vector<std::string>& texts) {
  std::string line;
  for (const auto& text : texts)
    line.append(line.empty() ? "" : ", ").append(text);
  return line;
}

boost::json::object json_of(const Preset& preset) {
  boost::json::object object;
  object["name"] = preset.name;
  object["title"] = preset.title;
  object["api"] = preset.api;
  object["summary"] = preset.summary;
  object["run_against"] =
      preset.run_against.empty() ? nullptr : boost::json::value(preset.run_against);
  object["environment"] = boost::json::array(preset.environment.begin(), preset.environment.end());
  object["edit"] = boost::json::array(preset.edit.begin(), preset.edit.end());
  return object;
}

void list_as_json(const std::vector<Preset>& presets, std::ostream& out) {
  boost::json::array list;
  for (const auto& preset : presets)
    list.emplace_back(json_of(preset));
  boost::json::object document;
  document["presets"] = std::move(list);
  print_json(out, document);
}

void list(const std::vector<Preset>& presets, Console& console) {
  Table table({{"name"}, {"CRM"}, {"run against"}, {"environment variables"}});
  for (const auto& preset : presets)
    table.add({preset.name, preset.title + ", " + preset.api,
               preset.run_against.empty() ? "-" : preset.run_against, joined(preset.environment)});
  console.out << table.to_string(console.out_style)
              << "\n-: not run against the vendor's system; written from its documentation\n";
}

ExitStatus refuse(std::string_view name, const std::vector<Preset>& presets, std::ostream& err) {
  Vocabulary names;
  for (const auto& preset : presets)
    names.add(preset.name);
  const auto nearest = names.nearest(name);
  err << "crmlink: unknown preset " << printable(name)
      << (nearest.empty() ? "; `crmlink preset list` has all" : "; did you mean " + nearest + "?")
      << '\n';
  return usage;
}

}  // namespace

ExitStatus run_preset(const PresetOptions& options, Console& console) {
  const auto presets = list_presets();
  if (options.name.empty()) {
    if (options.json)
      list_as_json(presets, console.out);
    else
      list(presets, console);
    return fine;
  }
  for (const auto& preset : presets) {
    if (preset.name != options.name) continue;
    console.out << preset.text;
    return fine;
  }
  return refuse(options.name, presets, console.err);
}

}  // namespace crmlink::tool
