#pragma once

#include <chrono>
#include <string>

namespace crmlink {

/// Which messages are exported.
struct MessageQuery {
  using Time = std::chrono::sys_time<std::chrono::milliseconds>;  ///< UTC, without time zones.

  MessageQuery() = default;
  /// Asks for all messages of the provider from `begin` to `end`.
  MessageQuery(Time begin, Time end) : from(begin), to(end) {}

  Time from;  ///< The first moment.
  Time to;    ///< The last moment; later than `from`. Servers take it as part of the range, or not.
  /// A customer session, of the form x.y or -x.y. Empty: all of the provider.
  std::string customer_session;
};

}  // namespace crmlink
