#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "crmlink/core/secret.hpp"
#include "crmlink/dip/data_dip_config.hpp"
#include "crmlink/dip/data_dip_outcome.hpp"
#include "crmlink/http/message.hpp"
#include "crmlink/http/url.hpp"
#include "crmlink/text/text_template.hpp"

namespace crmlink {

/// A request parameter, ready to be written.
struct CompiledParameter {
  std::string key_json;    ///< `"phone":`
  std::string fixed_json;  ///< The value of a static parameter, else empty.
  TextTemplate value;      ///< The value of any other, for Slot::json_text.
};

/// A profile as the plan and the flow use it; shared by all copies, never changed.
class DataDipConfig::State {
 public:
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  std::string name;
  http::Url api_url;
  std::vector<http::Url> alternative_urls;
  http::SharedFields fields;  ///< What every request says of its body and its reply.
  std::string masked_url;
  Secret api_token;
  std::chrono::milliseconds timeout{0};
  std::chrono::milliseconds on_slow_after{0};
  std::string announcement;
  std::string processing_tone;
  bool repeatable = false;
  std::vector<RequestParameter> request_parameters;
  std::vector<CompiledParameter> compiled;  ///< Of the request parameters, in their order.
  std::vector<FallbackParameter> fallback;
  std::vector<DataDipParameter> fallback_values;  ///< Views into `fallback`.
  std::optional<std::vector<AllowedParameter>> allow;
  std::size_t max_reply_bytes = 0;
  std::size_t max_parameters = 0;
  bool share_identical = true;
  DataDipCacheSettings cache;
  std::chrono::milliseconds late_answers_within{0};
};

}  // namespace crmlink
