#pragma once

#include <optional>
#include <vector>

#include "console.hpp"
#include "crm_command.hpp"
#include "crmlink/crm/crm_file.hpp"

namespace crmlink::tool {

/// Opens the files that are to be uploaded; each tells its progress on a terminal. std::nullopt
/// after a message: one can't be opened, or nobody says what it is.
std::optional<std::vector<CrmFile>> open_files(const CrmOptions& options, Console& console);

}  // namespace crmlink::tool
