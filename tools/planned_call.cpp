#include "planned_call.hpp"

#include <ostream>

#include "config_file.hpp"

namespace crmlink::tool {

std::optional<PlannedCall> plan_call(const CallOptions& options, Console& console,
                                     ExitStatus& status) {
  CallSettings settings;
  if (!read_settings(options.settings, settings, console)) {
    status = usage;
    return std::nullopt;
  }
  auto config = load_profile(options.file, HostNames(), options.json, console, status);
  if (!config) return std::nullopt;
  auto network = load_network(options.network, options.json, console, status);
  if (!network) return std::nullopt;
  warn_of_unknown(settings, *config, console);
  return PlannedCall(std::move(*config), settings.variables(), std::move(*network));
}

void tell_of_interrupt(Console& console) {
  console.err << "\ncancelling; once more ends at once\n" << std::flush;
}

}  // namespace crmlink::tool
