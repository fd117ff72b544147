#pragma once

#include <chrono>

#include "crmlink/dip/data_dip_outcome.hpp"
#include "dip/reply_cache.hpp"

namespace crmlink {

/// Tells the outcome of one dip to another that shared its request and took `total`.
DataDipOutcome told_to_another(const DataDipOutcome& told, std::chrono::nanoseconds total);

/// Tells what was kept, still fresh, to a dip that took `total`.
DataDipOutcome told_from_cache(const ReplyCache::Found& kept, std::chrono::nanoseconds total);

/// Tells what was kept to a dip that failed; diagnostics and error are the failure's.
DataDipOutcome told_in_place_of(const DataDipOutcome& failed, const ReplyCache::Found& kept);

}  // namespace crmlink
