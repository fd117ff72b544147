#pragma once

#include <string_view>

#include "crmlink/dip/data_dip_statistics.hpp"
#include "crmlink/http/client_statistics.hpp"
#include "crmlink/http/resilience_statistics.hpp"
#include "families.hpp"

namespace exporter {

/// Renders what a client did, per origin.
void add_metrics(Families& families, const crmlink::http::ClientStatistics& statistics);
/// Renders what the resilience above it did, per origin.
void add_metrics(Families& families, const crmlink::http::ResilienceStatistics& statistics);
/// Renders what a profile did.
void add_metrics(Families& families, std::string_view profile,
                 const crmlink::DataDipStatistics& statistics);

}  // namespace exporter
