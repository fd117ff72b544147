#pragma once

#include "crmlink/core/clock.hpp"
#include "crmlink/core/error.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/dip/data_dip_config.hpp"
#include "crmlink/dip/data_dip_outcome.hpp"
#include "crmlink/http/message.hpp"

namespace crmlink {

/// Turns what the transport brought, a reply of any status or an Error, into the outcome of a dip
/// that began at `started`.
DataDipOutcome make_outcome(const DataDipConfig& config, Result<http::Response> reply,
                            const Clock& clock, Clock::TimePoint started);

/// Returns the status that stands for an error.
DataDipStatus status_of(const Error& error) noexcept;

}  // namespace crmlink
