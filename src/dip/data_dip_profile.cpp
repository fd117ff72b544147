#include "crmlink/dip/data_dip_profile.hpp"

#include <utility>

#include "dip/flow.hpp"
#include "dip/prefetch.hpp"

namespace crmlink {

/// Lives as long as a handle of the profile does; what is under way shares the world alone.
class DataDipProfile::State {
 public:
  explicit State(std::shared_ptr<DipWorld> shared_world) : world(std::move(shared_world)) {}
  ~State() { close(*world); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  const std::shared_ptr<DipWorld> world;
};

DataDipProfile::DataDipProfile(DataDipConfig config, std::shared_ptr<http::Transport> transport,
                               DataDipServices services) {
  transport->prepare(config.api_url());  // No call shall wait while trusted roots are read.
  if (!services.clock) services.clock = make_system_clock(services.executor);
  state_ = std::make_shared<const State>(
      std::make_shared<DipWorld>(std::move(config), std::move(transport), std::move(services)));
}

DataDipProfile::DataDipProfile(const DataDipProfile&) = default;
DataDipProfile::DataDipProfile(DataDipProfile&&) noexcept = default;
DataDipProfile& DataDipProfile::operator=(const DataDipProfile&) = default;
DataDipProfile& DataDipProfile::operator=(DataDipProfile&&) noexcept = default;
DataDipProfile::~DataDipProfile() = default;

const DataDipConfig& DataDipProfile::config() const noexcept {
  return state_->world->config;
}

DataDipTicket DataDipProfile::prefetch(const Variables& variables, DataDipOptions options) const {
  DipCounters::add(state_->world->counters.prefetches);
  const auto prefetch = std::make_shared<Prefetch>(state_->world);
  prefetch->start(variables, std::move(options));
  return DataDipTicket(std::make_shared<const DataDipTicket::State>(prefetch));
}

DataDipStatistics DataDipProfile::statistics() const {
  return state_->world->statistics();
}

void DataDipProfile::clear_cache() const {
  const std::lock_guard lock(state_->world->mutex);
  state_->world->cache.clear();
}

void DataDipProfile::start_dip(const Variables& variables, DataDipOptions options,
                               Handler handler) const {
  run_dip(state_->world, variables, std::move(options), std::move(handler));
}

}  // namespace crmlink
