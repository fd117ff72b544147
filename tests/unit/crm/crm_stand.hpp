#pragma once

#include <string>
#include <string_view>

#include "crmlink/crm/crm_config.hpp"
#include "support/catch.hpp"

namespace crmlink::test {

/// A configuration around one endpoint, with others that it needs.
inline std::string config_with(std::string_view operation, std::string_view endpoint,
                               std::string_view more = "") {
  std::string json = R"({"name": "crm", )" + std::string(more) + R"("endpoints": {)";
  const auto add = [&](std::string_view name, std::string_view value) {
    if (name == operation) value = endpoint;
    if (json.back() != '{') json += ", ";
    json.append("\"").append(name).append("\": ").append(value);
  };
  add("find_account", R"({"url": "https://crm.example/accounts", "method": "GET",
      "parameters": [{"key": "phone", "value": "{PHONE_NUMBER}"}],
      "verify_match": {"field": "phone", "value": "{PHONE_NUMBER}"}})");
  add("create_account", R"({"url": "https://crm.example/accounts", "method": "POST",
      "parameters": [{"key": "phone", "value": "{PHONE_NUMBER}"}]})");
  add("create_record", R"({"url": "https://crm.example/records", "method": "POST",
      "parameters": [{"key": "account", "value": "{ACCOUNT_ID}"}]})");
  if (operation != "find_account" && operation != "create_account" && operation != "create_record")
    add(operation, endpoint);
  return json + "}}";
}

inline GenericCrmEndpoint endpoint_of(std::string_view operation, std::string_view endpoint) {
  const auto config = parse_crm_config(config_with(operation, endpoint));
  if (!config) FAIL(config.error().message());
  return config->endpoint(parse_crm_operation(operation).value()).value();
}

/// The complaints about a configuration.
inline Complaints complaints_of(std::string_view json) {
  const auto config = parse_crm_config(json);
  REQUIRE_FALSE(config);
  CHECK(config.error() == Errc::invalid_configuration);
  return {config.error().complaints().begin(), config.error().complaints().end()};
}

}  // namespace crmlink::test
