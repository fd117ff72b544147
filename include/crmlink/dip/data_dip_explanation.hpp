#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "crmlink/core/error.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/dip/data_dip_config.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// What became of one request parameter.
struct ExplainedParameter {
  ExplainedParameter() = default;

  std::string key;
  RequestParameterType type = RequestParameterType::text_template;
  std::string configured;  ///< The `value` of the profile.
  std::string origin;  ///< What it was taken from: `variable ANI`, `SIP header From`, `fixed text`.
  std::vector<std::string> absent;  ///< The variables that it refers to and that have no value.
  bool sent = false;                ///< Whether it is in the request.
  std::string json;                 ///< What is sent, as JSON: `"+12223334444"`; empty if it isn't.
  std::string dropped_because;      ///< Why it isn't sent: `its value came out empty`.
};

/// Says what a dip would send, without sending it or touching the secret: what `crmlink explain`
/// shows.
///
/// The body holds the caller's data; print it for the integrator, don't log it.
struct DataDipExplanation {
  DataDipExplanation() = default;

  std::string profile;                        ///< The profile's name.
  std::string method;                         ///< `POST`
  std::string url;                            ///< Safe to print: a query is shown as `?…`.
  std::vector<std::string> alternative_urls;  ///< Asked in this order when it fails; the same.
  std::vector<std::pair<std::string, std::string>> headers;  ///< The token is masked.
  std::string token_source;  ///< Where the token comes from: `environment variable CRM_TOKEN`.
  std::string body;          ///< Exactly what is sent; empty on failure.
  std::vector<ExplainedParameter> parameters;  ///< In the profile's order.
  std::chrono::milliseconds timeout{0};        ///< The effective deadline, from the start.
  std::chrono::milliseconds on_slow_after{0};  ///< When comfort audio starts; zero: at once.
  std::string announcement;
  std::string processing_tone;
  bool share_identical = true;  ///< Whether identical dips under way share one request.
  DataDipCacheSettings cache;   ///< What is kept, and for how long.
  std::chrono::milliseconds late_answers_within{0};  ///< Zero: a request ends with its dip.
  Error failure;  ///< Why the request can't be made; "none" when it can.
};

/// Renders the request of a profile for these variables and says how it came about. Sends nothing,
/// reads no secret.
CRMLINK_EXPORT DataDipExplanation explain_data_dip(const DataDipConfig& config,
                                                   const Variables& variables);

}  // namespace crmlink
