#include "crmlink/dip/data_dip_profile.hpp"

#include <utility>

#include "dip/flow.hpp"

namespace crmlink {

class DataDipProfile::State : public DipWorld {};

DataDipProfile::DataDipProfile(DataDipConfig config, std::shared_ptr<http::Transport> transport,
                               DataDipServices services) {
  transport->prepare(config.api_url());  // No call shall wait while trusted roots are read.
  if (!services.clock) services.clock = make_system_clock(services.executor);
  state_ = std::make_shared<const State>(
      State{{std::move(config), std::move(transport), std::move(services)}});
}

DataDipProfile::DataDipProfile(const DataDipProfile&) = default;
DataDipProfile::DataDipProfile(DataDipProfile&&) noexcept = default;
DataDipProfile& DataDipProfile::operator=(const DataDipProfile&) = default;
DataDipProfile& DataDipProfile::operator=(DataDipProfile&&) noexcept = default;
DataDipProfile::~DataDipProfile() = default;

const DataDipConfig& DataDipProfile::config() const noexcept {
  return state_->config;
}

void DataDipProfile::start_dip(const Variables& variables, DataDipOptions options,
                               Handler handler) const {
  run_dip(state_, variables, std::move(options), std::move(handler));
}

}  // namespace crmlink
