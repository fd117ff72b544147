#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "crmlink/dip/data_dip_outcome.hpp"

namespace crmlink {

/// An answer that came after its dip had timed out, for the agent's screen.
///
/// Holds a caller's data. Thread-safe as its outcome is.
struct LateAnswer {
  LateAnswer(std::string id, DataDipOutcome what, std::chrono::nanoseconds by)
      : call_id(std::move(id)), outcome(std::move(what)), late_by(by) {}

  std::string call_id;  ///< DataDipOptions::call_id of the dip that timed out.
  DataDipOutcome
      outcome;  ///< Status ok or no_match; diagnostics().total counts from the dip's start.
  std::chrono::nanoseconds late_by;  ///< How long after the dip's deadline it came.
};

}  // namespace crmlink
