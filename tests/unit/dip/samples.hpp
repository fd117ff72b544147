#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "crmlink/dip/data_dip_config.hpp"

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

}  // namespace crmlink::test
