#include <fstream>
#include <iterator>
#include <set>

#include "contact_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

const boost::json::value& schema() {
  static const auto value = [] {
    std::ifstream file(std::string(CRMLINK_SCHEMAS) + "/contact.schema.json");
    return boost::json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  }();
  return value;
}

/// A configuration with every member that there is.
boost::json::value full_config() {
  return boost::json::parse(R"({
    "$schema": "contact.schema.json", "name": "all", "channel": "phone",
    "url": "https://crm.example/{event}", "direction": "both", "events": ["Received"],
    "queues": ["*"], "direct": true, "ordinal": 1, "credential": "crm",
    "request": {"authentication": {"type": "oauth", "client_id": "c",
        "access_token_url": "https://id.example/token", "scope": ["a"]},
      "method": "POST", "headers": {"X": "y"}, "params": {"a": 1}, "body": {}, "condition": "True",
      "timeout": 1, "proxy": "auto", "block": true, "verify": true, "delay": 0, "delayMax": 1},
    "response": {"save": {"a": "b"}, "set": {"priority": 1, "queue": {"address": "x"},
      "preferredAgent": {"id": "1"}, "requiredAgents": [{"id": "1"}]}},
    "views": {"agent": ["a"], "statistics": ["a"]}})");
}

std::set<std::string> names_of(const boost::json::value& object) {
  std::set<std::string> names;
  for (const auto& [name, value] : object.as_object())
    names.emplace(name);
  return names;
}

struct Level {
  const char* in_schema;
  const char* in_config;
};

constexpr Level levels[] = {
    {"/properties", ""},
    {"/properties/request/properties", "/request"},
    {"/properties/request/properties/authentication/properties", "/request/authentication"},
    {"/properties/response/properties", "/response"},
    {"/properties/response/properties/set/properties", "/response/set"},
    {"/properties/views/properties", "/views"}};

}  // namespace

TEST_CASE("the schema and the full sample have the same names") {
  const auto config = full_config();
  CHECK(parse_contact_lookup(boost::json::serialize(config)));
  for (const auto& level : levels) {
    INFO(level.in_schema);
    CHECK(names_of(schema().at_pointer(level.in_schema)) ==
          names_of(config.at_pointer(level.in_config)));
  }
}

TEST_CASE("the parser knows no name beside those of the schema") {
  for (const auto& level : levels) {
    INFO(level.in_schema);
    auto changed = full_config();
    changed.at_pointer(level.in_config).as_object()["no_such_name"] = 1;
    const auto lines = complaints_of(boost::json::serialize(changed));
    CHECK(lines.find(std::string(level.in_config) + "/no_such_name") != std::string::npos);
  }
}
