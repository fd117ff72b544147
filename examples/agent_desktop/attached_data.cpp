#include "attached_data.hpp"

#include <array>
#include <utility>

namespace agent_desktop {
namespace {

using Label = std::pair<const char*, const char*>;

constexpr std::array of_session{Label{"Account", "ACCOUNT_ID"}, Label{"Record", "RECORD_ID"},
                                Label{"Queue", "QUEUE_NAME"}, Label{"Language", "LANG"}};

}  // namespace

std::vector<Shown> attached_data(const crmlink::Variables& session,
                                 const crmlink::CrmOutcome& begun) {
  std::vector<Shown> shown;
  for (const auto& [label, variable] : of_session)
    if (const auto* const value = session.text(variable)) shown.emplace_back(label, *value);
  if (begun.succeeded())
    shown.emplace_back("Record is",
                       begun.status == crmlink::CrmStatus::found ? "an open one" : "new");
  return shown;
}

}  // namespace agent_desktop
