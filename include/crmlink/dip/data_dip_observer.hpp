#pragma once

#include <chrono>
#include <string_view>

#include "crmlink/core/error.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/dip/data_dip_outcome.hpp"
#include "crmlink/http/trace_context.hpp"

namespace crmlink {

/// How one dip ended. Neither secrets nor callers' data: what the service said isn't in it. Valid
/// during the call only.
struct DataDipReport {
  DataDipReport(const DataDipOutcome& outcome, const http::TraceContext& in_trace)
      : profile(outcome.profile()),
        status(outcome.status()),
        source(outcome.source()),
        age(outcome.age()),
        diagnostics(outcome.diagnostics()),
        error(outcome.error()),
        trace(in_trace) {}

  std::string_view profile;               ///< The profile's name.
  DataDipStatus status;                   ///< `ok`: found, `no_match`: not found, else failed.
  DataDipSource source;                   ///< The service, another dip's request, the cache, ….
  std::chrono::nanoseconds age;           ///< Of what the cache served; else zero.
  const DataDipDiagnostics& diagnostics;  ///< The time of the whole dip and per phase, ….
  const Error& error;                     ///< Why it failed; see DataDipOutcome::error().
  const http::TraceContext& trace;        ///< DataDipOptions::trace.
};

/// Hears of each dip of a profile as it ends.
class CRMLINK_EXPORT DataDipObserver {
 public:
  virtual ~DataDipObserver();

  /// Called once for each dip that was started, about when its handler is. Runs on the executor of
  /// the profile's services, outside of every lock; with several threads on it several calls may
  /// run at once. Blocking in it holds up what the executor has to do.
  virtual void on_dip(const DataDipReport& report) noexcept = 0;

 protected:
  DataDipObserver() = default;
  DataDipObserver(const DataDipObserver&) = default;
  DataDipObserver& operator=(const DataDipObserver&) = default;
};

}  // namespace crmlink
