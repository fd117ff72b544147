#include "crmlink/http/priority.hpp"
#include "crmlink/http/resilience_statistics.hpp"

namespace crmlink::http {

std::string_view to_string(Priority priority) noexcept {
  switch (priority) {
    case Priority::live_dip:
      return "live_dip";
    case Priority::screen_pop:
      return "screen_pop";
    case Priority::write_back:
      return "write_back";
    case Priority::bulk_export:
      return "bulk_export";
  }
  return "unknown";
}

std::string_view to_string(BreakerState state) noexcept {
  switch (state) {
    case BreakerState::closed:
      return "closed";
    case BreakerState::open:
      return "open";
    case BreakerState::half_open:
      return "half_open";
  }
  return "unknown";
}

}  // namespace crmlink::http
