#pragma once

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <string_view>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"

namespace crmlink {

/// Bounds what a JSON text may be.
struct JsonLimits {
  /// The most arrays and objects within each other; at most 256 whatever is set.
  std::size_t max_depth = 32;
  /// The most bytes.
  std::size_t max_size = std::size_t{1024} * 1024;
};

/// Parses one JSON value (RFC 8259, no extensions); include <boost/json/value.hpp> to use it.
///
/// Fails with Errc::invalid_json; the detail says line, column and what is wrong, never the
/// content. Of a name that an object has twice, the last wins. Integers beyond 64 bits become
/// doubles and lose digits. Thread-safe.
CRMLINK_EXPORT Result<boost::json::value> parse_json(std::string_view text,
                                                     const JsonLimits& limits = JsonLimits());

}  // namespace crmlink
