#include "collector.hpp"

#include <utility>

#include "metrics.hpp"

namespace exporter {

Collector::Collector(std::shared_ptr<const crmlink::http::Client> client,
                     std::shared_ptr<const crmlink::http::ResilientTransport> resilience,
                     std::vector<crmlink::DataDipProfile> profiles)
    : client_(std::move(client)),
      resilience_(std::move(resilience)),
      profiles_(std::move(profiles)) {}

std::vector<prometheus::MetricFamily> Collector::Collect() const {
  Families families;
  add_metrics(families, client_->statistics());
  add_metrics(families, resilience_->statistics());
  for (const auto& profile : profiles_)
    add_metrics(families, profile.config().name(), profile.statistics());
  return families.take();
}

}  // namespace exporter
