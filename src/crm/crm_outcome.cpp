#include "crmlink/crm/crm_outcome.hpp"

#include <array>

namespace crmlink {

std::string_view to_string(CrmStatus status) noexcept {
  constexpr std::array<std::string_view, 10> names{"found",     "created",   "done",    "temporary",
                                                   "not_found", "ambiguous", "skipped", "deferred",
                                                   "cancelled", "failed"};
  return names.at(static_cast<std::size_t>(status));
}

}  // namespace crmlink
