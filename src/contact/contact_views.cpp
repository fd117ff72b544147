#include "contact/contact_views.hpp"

#include <algorithm>
#include <boost/json/object.hpp>

#include "contact/contact_config_state.hpp"

namespace crmlink::contact {
namespace {

bool has(const std::vector<std::string>& list, std::string_view key) {
  return std::find(list.begin(), list.end(), key) != list.end();
}

using Savers = std::vector<ContactLookupConfig>;

Savers who_may_save(std::string_view key, const std::vector<ContactIntegration>& integrations) {
  Savers savers;
  for (const auto& integration : integrations)
    if (has(integration.config.state()->saved, key)) savers.push_back(integration.config);
  return savers;
}

template <class View>
bool all_show(const Savers& savers, std::string_view key, View view) {
  return !savers.empty() &&
         std::all_of(savers.begin(), savers.end(),
                     [&](const ContactLookupConfig& config) { return has((config.*view)(), key); });
}

}  // namespace

bool Views::save(const ContactLookupConfig& config, std::string_view key) {
  return savers_.insert_or_assign(std::string(key), config).second;
}

ViewFields Views::of(const AttachedData& data,
                     const std::vector<ContactIntegration>& integrations) const {
  ViewFields fields;
  for (const auto& [name, value] : data.json()) {
    const std::string key(name);
    const auto saver = savers_.find(key);
    const auto savers =
        saver == savers_.end() ? who_may_save(key, integrations) : Savers{saver->second};
    if (all_show(savers, key, &ContactLookupConfig::agent_view)) fields.agent.push_back(key);
    if (all_show(savers, key, &ContactLookupConfig::statistics_view))
      fields.statistics.push_back(key);
  }
  return fields;
}

}  // namespace crmlink::contact
