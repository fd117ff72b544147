#include "dip/retelling.hpp"

#include <memory>
#include <utility>

#include "dip/data_dip_outcome_data.hpp"

namespace crmlink {
namespace {

using Data = DataDipOutcome::Data;

/// Takes over what `told` says; the rest is the caller's to fill.
std::shared_ptr<Data> retell(const DataDipOutcome& told) {
  auto data = std::make_shared<Data>();
  const auto& original = *told.data();
  data->status = original.status;
  data->source = original.source;
  data->age = original.age;
  data->config = original.config;
  data->parameters = original.parameters;
  data->told_by = told.data();
  return data;
}

}  // namespace

DataDipOutcome told_to_another(const DataDipOutcome& told, std::chrono::nanoseconds total) {
  auto data = retell(told);
  if (data->source == DataDipSource::service) data->source = DataDipSource::shared;
  data->diagnostics = told.diagnostics();
  data->diagnostics.total = total;
  data->peer = told.peer();
  data->error = told.error();
  return DataDipOutcome(std::move(data));
}

DataDipOutcome told_from_cache(const ReplyCache::Found& kept, std::chrono::nanoseconds total) {
  auto data = retell(kept.outcome);
  data->source = DataDipSource::cache;
  data->age = kept.age;
  data->diagnostics.total = total;
  data->diagnostics.dropped = kept.outcome.diagnostics().dropped;
  data->diagnostics.null_parameters = kept.outcome.diagnostics().null_parameters;
  return DataDipOutcome(std::move(data));
}

DataDipOutcome told_in_place_of(const DataDipOutcome& failed, const ReplyCache::Found& kept) {
  auto data = retell(kept.outcome);
  data->source = DataDipSource::stale_cache;
  data->age = kept.age;
  data->diagnostics = failed.diagnostics();
  data->diagnostics.dropped = kept.outcome.diagnostics().dropped;
  data->diagnostics.null_parameters = kept.outcome.diagnostics().null_parameters;
  data->peer = failed.peer();
  data->error = failed.error();
  return DataDipOutcome(std::move(data));
}

}  // namespace crmlink
