#pragma once

#include <variant>

#include "bench_command.hpp"
#include "check_command.hpp"
#include "contact_command.hpp"
#include "crm_command.hpp"
#include "dip_command.hpp"
#include "explain_command.hpp"
#include "export_command.hpp"
#include "login_command.hpp"
#include "preset_command.hpp"

namespace crmlink::tool {

/// What the arguments ask for; an exit status when there is nothing left to do.
using Command =
    std::variant<ExitStatus, CheckOptions, ExplainOptions, DipOptions, BenchOptions, CrmOptions,
                 LoginOptions, PresetOptions, ExportOptions, ContactOptions>;

/// Reads the arguments; prints help, version and what is wrong with them.
Command parse_command_line(int argc, char** argv, Console& console);

}  // namespace crmlink::tool
