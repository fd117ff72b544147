#pragma once

#include <prometheus/collectable.h>

#include <memory>
#include <vector>

#include "crmlink/dip/data_dip_profile.hpp"
#include "crmlink/http/client.hpp"
#include "crmlink/http/resilient_transport.hpp"

namespace exporter {

/// Turns crmlink's snapshots into metrics whenever Prometheus asks, and not otherwise. Copy this
/// class, with its neighbours `families` and `*_metrics`, into your own server.
///
/// Thread-safe: snapshots may be taken on any thread.
class Collector : public prometheus::Collectable {
 public:
  Collector(std::shared_ptr<const crmlink::http::Client> client,
            std::shared_ptr<const crmlink::http::ResilientTransport> resilience,
            std::vector<crmlink::DataDipProfile> profiles);

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  std::shared_ptr<const crmlink::http::Client> client_;
  std::shared_ptr<const crmlink::http::ResilientTransport> resilience_;
  std::vector<crmlink::DataDipProfile> profiles_;
};

}  // namespace exporter
