#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "crmlink/dip/data_dip_outcome.hpp"
#include "crmlink/http/message.hpp"
#include "dip/data_dip_config_state.hpp"
#include "dip/reply_reader.hpp"

namespace crmlink {

/// What the copies of an outcome share; complete before the first of them is made.
class DataDipOutcome::Data {
 public:
  Data() = default;
  Data(const Data&) = delete;
  Data& operator=(const Data&) = delete;

  DataDipStatus status = DataDipStatus::configuration;
  DataDipSource source = DataDipSource::fallback;
  std::chrono::nanoseconds age{0};
  std::shared_ptr<const DataDipConfig::State> config;  ///< Also owns the fallback values' text.
  std::optional<http::Response> response;  ///< What the parameters view, and who sent it.
  std::array<char, 192> text_room;         ///< What had escapes in the reply, as far as it fits.
  Reply reply;
  std::span<const DataDipParameter> parameters;  ///< Those of `reply`, or the fallback values.
  DataDipDiagnostics diagnostics;
  Error error;
  std::string peer;                     ///< Of another's reply; of its own the response says it.
  std::shared_ptr<const Data> told_by;  ///< Owns the parameters' text when they are another's.
};

}  // namespace crmlink
