#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "crmlink/contact/contact_lookup_config.hpp"
#include "support/catch.hpp"

namespace crmlink::test {

/// The configuration of the source page, as it stands there.
inline constexpr std::string_view source_page = R"("request": {
        "authentication": {
          "type": "basic"
        },
        "method": "GET",
        "headers": {
          "Accept": "application/json"
        },
        "params": {
          "phone": "{contact.source}"
        }
      },
      "response": {
        "save": {
          "customer_data": {
            "id": "{response.body.id}",
            "firstname": "{response.body.properties.firstname}",
            "lastname": "{response.body.properties.lastname}",
            "company": "{response.body.properties.company}",
            "jobtitle": "{response.body.properties.jobtitle}",
            "lastticket": "{response.body.tickets[-1].id}"
          }
        }
      })";

/// What stands around `request` and `response`.
inline std::string around(std::string_view inner, std::string_view name = "customer",
                          std::string_view url = "https://crm.example/customers") {
  std::string json = R"({"events": ["Received", "Transferred", "Forwarded"], "name": ")";
  json.append(name).append(R"(", "url": ")").append(url).append("\", ").append(inner);
  return json + "}";
}

inline ContactLookupConfig config_of(std::string_view json) {
  auto config = parse_contact_lookup(json);
  if (!config) FAIL(config.error().message());
  return *config;
}

/// All complaints, a line each.
inline std::string complaints_of(std::string_view json) {
  const auto config = parse_contact_lookup(json);
  REQUIRE_FALSE(config);
  std::string lines;
  const auto error = config.error();
  for (const auto& complaint : error.complaints())
    lines += complaint.message() + '\n';
  return lines;
}

/// A call that has just come in.
inline Variables scopes_of(std::string_view contact = R"({"source": "+12223334444",
    "channel_type": "phone", "direction": "inbound", "priority": 5, "skills": ["en"]})",
                           std::string_view event = R"({"name": "Received"})") {
  Variables scopes;
  scopes.set_json("contact", boost::json::parse(boost::json::string_view(contact)));
  scopes.set_json("event", boost::json::parse(boost::json::string_view(event)));
  return scopes;
}

}  // namespace crmlink::test
