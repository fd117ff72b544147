#include "attached_data.hpp"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <utility>

namespace agent_desktop {
namespace {

using Label = std::pair<const char*, const char*>;

constexpr std::array of_session{Label{"Account", "ACCOUNT_ID"}, Label{"Record", "RECORD_ID"},
                                Label{"Queue", "QUEUE_NAME"}, Label{"Language", "LANG"}};

/// Returns `Open records` for `open_records`.
std::string label_of(std::string_view key) {
  std::string label(key);
  std::replace(label.begin(), label.end(), '_', ' ');
  if (!label.empty() && label.front() >= 'a' && label.front() <= 'z')
    label.front() = static_cast<char>(label.front() - 'a' + 'A');
  return label;
}

void add(const boost::json::object& data, std::vector<Shown>& shown) {
  for (const auto& member : data) {
    const auto& value = member.value();
    if (const auto* const text = value.if_string())
      shown.emplace_back(label_of(member.key()), std::string(*text));
    else if (value.is_number() || value.is_bool())
      shown.emplace_back(label_of(member.key()), boost::json::serialize(value));
    else if (const auto* const inner = value.if_object())
      for (const auto& each : *inner)
        if (each.value().is_primitive() && !each.value().is_null())
          add(boost::json::object{{each.key(), each.value()}}, shown);
  }
}

}  // namespace

std::vector<Shown> attached_data(const crmlink::AttachedData& data) {
  std::vector<Shown> shown;
  add(data.json(), shown);
  return shown;
}

std::vector<Shown> session_data(const crmlink::Variables& session,
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
