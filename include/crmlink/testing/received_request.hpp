#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "crmlink/core/export.hpp"

namespace crmlink::testing {

/// A request as a server of this component read it. A value type.
struct CRMLINK_EXPORT ReceivedRequest {
  std::size_t connection = 0;  ///< Which connection it came over, from 0.
  std::string head;            ///< Request line and fields, with the empty line at their end.
  std::string body;            ///< What Content-Length announced; empty when nothing did.

  /// Returns the method: `POST`.
  std::string method() const;
  /// Returns path and query.
  std::string target() const;
  /// Returns the value of the first field of that name, in any letter case.
  std::optional<std::string> field(std::string_view name) const;
  /// Returns how many fields of that name there are.
  std::size_t count(std::string_view name) const;
};

}  // namespace crmlink::testing
