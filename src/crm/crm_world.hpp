#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>

#include "crm/keyed_lock.hpp"
#include "crmlink/core/clock.hpp"
#include "crmlink/crm/generic_crm.hpp"

namespace crmlink {

/// Where a flow finds everything; shared by the copies of a GenericCrm and what is under way.
class CrmWorld {
 public:
  CrmWorld(CrmConfig of_config, std::shared_ptr<http::Transport> by, CrmServices host);
  CrmWorld(const CrmWorld&) = delete;
  CrmWorld& operator=(const CrmWorld&) = delete;

  Clock::TimePoint now() const noexcept { return services.clock->now(); }
  /// Gives a number from 0 to below 1.
  double random();
  /// Makes a name for something that is created.
  std::string make_key();

  /// Remembers the id of what was just created for a search that may lag behind.
  void remember(const std::string& search, const std::string& id);
  /// Returns the id that was created for that search in the last ten minutes.
  std::optional<std::string> recall(const std::string& search);

  const CrmConfig config;
  const std::shared_ptr<http::Transport> transport;
  const CrmServices services;
  KeyedLock turns;  ///< Of find-or-create, per search.

 private:
  struct Created {
    std::string id;
    Clock::TimePoint until;
  };

  void forget_old();

  std::mutex mutex_;
  std::mt19937_64 generator_;
  std::map<std::string, Created, std::less<>> created_;
};

}  // namespace crmlink
