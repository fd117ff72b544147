#include "preset_catalog.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "preset_files.hpp"

namespace crmlink::tool {
namespace {

std::string_view text_of(std::string_view name) noexcept {
  for (const auto& file : preset_files())
    if (file.name == name) return file.text;
  return {};
}

std::string text_at(const boost::json::object& entry, std::string_view key) {
  const auto* const value = entry.if_contains(key);
  const auto* const text = value ? value->if_string() : nullptr;
  return text ? std::string(*text) : std::string();
}

std::vector<std::string> texts_at(const boost::json::object& entry, std::string_view key) {
  std::vector<std::string> texts;
  const auto* const value = entry.if_contains(key);
  const auto* const list = value ? value->if_array() : nullptr;
  if (!list) return texts;
  for (const auto& each : *list)
    if (const auto* const text = each.if_string()) texts.emplace_back(*text);
  return texts;
}

Preset read_preset(const boost::json::object& entry) {
  Preset preset;
  preset.name = text_at(entry, "name");
  preset.title = text_at(entry, "title");
  preset.api = text_at(entry, "api");
  preset.summary = text_at(entry, "summary");
  preset.run_against = text_at(entry, "run_against");
  preset.environment = texts_at(entry, "environment");
  preset.edit = texts_at(entry, "edit");
  preset.text = text_of(preset.name);
  return preset;
}

}  // namespace

std::vector<Preset> list_presets() {
  std::vector<Preset> presets;
  boost::system::error_code failed;
  const auto index = boost::json::parse(text_of("presets"), failed);
  const auto* const list = failed ? nullptr : index.find_pointer("/presets", failed);
  const auto* const entries = list ? list->if_array() : nullptr;
  if (!entries) return presets;
  for (const auto& each : *entries)
    if (const auto* const entry = each.if_object()) presets.push_back(read_preset(*entry));
  return presets;
}

}  // namespace crmlink::tool
