#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "console.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/dip/data_dip_config.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink::tool {

/// The call that `--set` describes: `ANI=+12223334444`, `sip:From=<sip:…>`, `session:account=7`,
/// `contact.source=phone`, and with JSON behind `:=` `contact.skills:=["en"]`.
class CallSettings {
 public:
  /// Fails with Errc::invalid_argument and all wrong ones in the detail.
  static Result<CallSettings> parse(const std::vector<std::string>& settings);

  /// Returns the call's variables, over those of `base`.
  Variables variables(Variables base = Variables()) const;
  /// Returns a warning for each name that neither crmlink nor the profile knows.
  std::vector<std::string> warnings(const DataDipConfig& config) const;
  /// Returns one for each name that isn't in `known`.
  std::vector<std::string> warnings(const Vocabulary& known) const;

 private:
  enum class Kind : std::uint8_t { variable, json, sip_header, session };
  struct Setting {
    Kind kind;
    std::string name;
    std::string value;
  };

  static std::string spelled(const Setting& setting);

  std::vector<Setting> settings_;
};

/// Reads the settings; says on the console what is wrong with them, and returns false then.
bool read_settings(const std::vector<std::string>& texts, CallSettings& settings, Console& console);

/// Says on the console which settings are unknown.
void warn_of_unknown(const CallSettings& settings, const DataDipConfig& config, Console& console);
void warn_of_unknown(const CallSettings& settings, const Vocabulary& known, Console& console);

}  // namespace crmlink::tool
