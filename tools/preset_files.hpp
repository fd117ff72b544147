#pragma once

#include <span>
#include <string_view>

namespace crmlink::tool {

/// A file of presets/, as it was when the tool was built.
struct PresetFile {
  std::string_view name;  ///< Without folder and `.json`.
  std::string_view text;  ///< Every byte of it.
};

/// Returns the files, sorted by name, the index `presets` included; static storage.
std::span<const PresetFile> preset_files() noexcept;

}  // namespace crmlink::tool
