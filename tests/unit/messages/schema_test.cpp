// The installed schema and the parser know the same names.

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fstream>
#include <iterator>
#include <set>

#include "crmlink/messages/message_export_config.hpp"
#include "support/catch.hpp"

using namespace crmlink;

namespace {

/// A configuration with every member that there is.
boost::json::value full_config() {
  return boost::json::parse(R"({"$schema": "message-export.schema.json", "name": "all",
    "base_url": "https://engage.example", "allow_insecure": false, "provider_id": "1",
    "api_key": {"env": "KEY"}, "epoch_unit": "seconds", "limit": 5, "confirm_end": true,
    "window_ms": 60000, "timeout_ms": 1000, "max_message_bytes": 1024, "skip_invalid": true})");
}

std::set<std::string> names_of(const boost::json::value& object) {
  std::set<std::string> names;
  for (const auto& [name, value] : object.as_object())
    names.emplace(name);
  return names;
}

}  // namespace

TEST_CASE("schema, parser and full sample have the same names") {
  std::ifstream file(std::string(CRMLINK_SCHEMAS) + "/message-export.schema.json");
  const auto schema = boost::json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  CHECK(names_of(schema.at("properties")) == names_of(full_config()));
  CHECK(parse_message_export_config(boost::json::serialize(full_config())));
}

TEST_CASE("the parser knows no other name") {
  auto config = full_config();
  config.as_object()["no_such_name"] = 1;
  const auto parsed = parse_message_export_config(boost::json::serialize(config));
  REQUIRE_FALSE(parsed);
  REQUIRE(parsed.error().complaints().size() == 1);
  CHECK(parsed.error().complaints()[0].pointer == "/no_such_name");
}
