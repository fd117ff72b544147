#pragma once

#include <iosfwd>

#include "crmlink/core/logger.hpp"
#include "style.hpp"

namespace crmlink::tool {

/// Makes a logger that writes every line to `out`, which must outlive it.
Logger stream_logger(std::ostream& out, const Style& style);

}  // namespace crmlink::tool
