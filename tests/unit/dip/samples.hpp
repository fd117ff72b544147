#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "crmlink/dip/data_dip_config.hpp"
#include "crmlink/text/text_template.hpp"
#include "dip/data_dip_config_state.hpp"

namespace crmlink::test {

/// A token that must never be seen outside of a request.
inline constexpr std::string_view planted_token = "Planted-4a7f-Token";

/// A profile with everything that must be there and nothing else.
inline boost::json::value least_profile() {
  return boost::json::parse(R"({
    "name": "customer-lookup",
    "api_url": "https://crm.example/api/phone_num",
    "api_token": "Planted-4a7f-Token",
    "timeout_ms": 2000,
    "request_parameters": [
      {"key": "phone_number", "type": "standard", "value": "External Number"}
    ]
  })");
}

inline Result<DataDipConfig> parse_profile(const boost::json::value& profile) {
  return parse_data_dip_config(boost::json::serialize(profile));
}

/// The least profile with these members added or replaced.
inline Result<DataDipConfig> profile_with(std::string_view members) {
  auto profile = least_profile();
  const auto added = boost::json::parse(members);
  for (const auto& [name, value] : added.as_object())
    profile.as_object()[name] = value;
  return parse_profile(profile);
}

/// A profile that sends just these parameters.
inline Result<DataDipConfig> profile_sending(std::string_view parameters,
                                             std::string_view members = "{}") {
  auto all = boost::json::parse(members).as_object();
  all["request_parameters"] = boost::json::parse(parameters);
  return profile_with(boost::json::serialize(all));
}

/// A profile whose one value fails for line breaks, which no value of JSON does.
inline DataDipConfig profile_that_refuses_line_breaks() {
  auto state = std::make_shared<DataDipConfig::State>();
  state->name = "customer-lookup";
  state->api_url = *http::Url::parse("https://crm.example/api");
  state->masked_url = state->api_url.masked();
  state->api_token = Secret::literal(std::string(planted_token));
  state->timeout = std::chrono::seconds(2);
  state->request_parameters.emplace_back().key = "n";
  state->fallback.emplace_back().name = "a";
  state->fallback_values.push_back({.name = "a", .value = "b", .from_fallback = true});
  const Vocabulary vocabulary{"ANI"};
  auto& compiled = state->compiled.emplace_back();
  compiled.key_json = "\"n\":";
  compiled.value = *TextTemplate::parse("{ANI}", TextTemplate::Options(Slot::header, vocabulary));
  return DataDipConfig(state);
}

}  // namespace crmlink::test
