#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fstream>
#include <iterator>
#include <set>

#include "crm_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

const boost::json::value& schema() {
  static const auto value = [] {
    std::ifstream file(std::string(CRMLINK_SCHEMAS) + "/crm.schema.json");
    return boost::json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  }();
  return value;
}

/// A configuration with every member that there is, those aside that exclude each other.
boost::json::value full_config() {
  return boost::json::parse(R"({
    "$schema": "crm.schema.json", "name": "all", "timeout_ms": 2000, "upload_timeout_ms": 2000,
    "auth": {"kind": "none"},
    "phone_format": "e164", "default_region": "US", "reuse_records": true,
    "skip_account_creation": false, "skip_record_creation": false, "retry": "ccaip",
    "allow_insecure": false, "variables": ["X"], "account_url": "https://crm.example/{ACCOUNT_ID}",
    "record_url": "https://crm.example/{RECORD_ID}", "metadata_delay_ms": 0,
    "lookup_url": {"phone": "https://crm.example/{ANI}", "sdk": "https://crm.example/{CUID}"},
    "queues": {"65": {"open_custom_url": "https://crm.example/{PHONE_NUMBER}"}},
    "endpoints": {
      "find_account": {"url": "https://crm.example/", "method": "POST", "format": "body",
        "body": {}, "parameters": [], "container": {"name": "x"}, "headers": {"X-A": "a"},
        "response": "a", "id": "b", "id_header": "Location",
        "failure": {"statuses": [200], "path": "a", "exists": true, "body_contains": "x"},
        "not_found": {"statuses": [404]},
        "verify_match": {"field": "a", "value": "{X}", "as": "text"},
        "on_multiple": "newest", "newest_by": "c"},
      "find_account_by_id": {"url": "https://crm.example/{ACCOUNT_ID}", "method": "GET"},
      "create_account": {"url": "https://crm.example/", "method": "POST", "format": "container",
        "body": {}, "parameters": [{"key": "k", "value": "v", "keep_empty": true}],
        "container": {"name": "x", "type": "array"}, "headers": {}, "response": "a", "id": "b",
        "id_header": "Location", "failure": {"statuses": [200]},
        "conflict": {"when": {"statuses": [409]}, "id": "x", "id_after": "a",
          "verify_match": {"field": "a", "value": "{X}"}}},
      "find_record": {"url": "https://crm.example/", "method": "GET"},
      "create_record": {"url": "https://crm.example/", "method": "POST"},
      "update_record": {"url": "https://crm.example/", "method": "PUT", "format": "property",
        "body": {}, "parameters": [], "container": {}, "headers": {}, "response": "a", "id": "b",
        "id_header": "x", "failure": {"statuses": [200]}, "events": ["csat"]},
      "comment": {"url": "https://crm.example/", "method": "POST", "format": "property",
        "body": {}, "parameters": [], "container": {}, "headers": {}, "response": "a", "id": "b",
        "id_header": "x", "failure": {"statuses": [200]}, "events": [], "text_format": "html",
        "texts": {"started": "a", "ended": "a", "csat": "a", "custom_data": "a", "transfer": "a",
          "disposition": "a", "survey": "a", "queue_selected": "a", "user_verified": "a"}},
      "upload_file": {"url": "https://crm.example/", "method": "POST", "format": "raw", "body": {},
        "parameters": [], "container": {}, "headers": {}, "response": "a", "id": "b",
        "id_header": "x", "failure": {"statuses": [200]}, "kinds": ["photo"],
        "attachment": {"id": "a", "url": "b"}, "attachment_url": "https://crm.example/f",
        "comment": true, "then": {"url": "https://crm.example/", "method": "PUT",
          "format": "property", "body": {}, "parameters": [], "container": {}, "headers": {},
          "response": "a", "id": "b", "id_header": "x", "failure": {"statuses": [200]}}}}})");
}

std::set<std::string> names_of(const boost::json::value& object) {
  std::set<std::string> names;
  for (const auto& [name, value] : object.as_object())
    names.emplace(name);
  return names;
}

/// What the parser says is unknown at `pointer`.
std::set<std::string> unknown_at(const boost::json::value& config, const std::string& pointer) {
  std::set<std::string> unknown;
  const auto parsed = parse_crm_config(boost::json::serialize(config));
  if (parsed) return unknown;
  const auto error = parsed.error();
  for (const auto& complaint : error.complaints())
    if (complaint.problem.find("unknown key") != std::string::npos &&
        complaint.pointer.starts_with(pointer))
      unknown.insert(complaint.pointer.substr(pointer.size() + 1));
  return unknown;
}

struct Level {
  const char* in_schema;
  const char* in_config;
};

constexpr Level levels[] = {
    {"/properties", ""},
    {"/properties/endpoints/properties", "/endpoints"},
    {"/definitions/find/properties", "/endpoints/find_account"},
    {"/definitions/create/properties", "/endpoints/create_account"},
    {"/definitions/endpoint/properties", "/endpoints/upload_file/then"},
    {"/definitions/update/properties", "/endpoints/update_record"},
    {"/definitions/comment/properties", "/endpoints/comment"},
    {"/properties/lookup_url/properties", "/lookup_url"},
    {"/properties/queues/additionalProperties/properties", "/queues/65"},
    {"/definitions/comment/properties/texts/properties", "/endpoints/comment/texts"},
    {"/definitions/upload/properties", "/endpoints/upload_file"},
    {"/definitions/create/properties/conflict/properties", "/endpoints/create_account/conflict"},
    {"/definitions/match_rule/properties", "/endpoints/find_account/verify_match"},
    {"/definitions/parameter/properties", "/endpoints/create_account/parameters/0"}};

}  // namespace

TEST_CASE("the schema and the full sample have the same names") {
  const auto config = full_config();
  for (const auto& level : levels) {
    INFO(level.in_schema);
    CHECK(names_of(schema().at_pointer(level.in_schema)) ==
          names_of(config.at_pointer(level.in_config)));
  }
}

TEST_CASE("the parser knows every name of the schema, and no other") {
  auto config = full_config();
  for (const auto& level : levels) {
    INFO(level.in_schema);
    auto changed = config;
    changed.at_pointer(level.in_config).as_object()["no_such_name"] = 1;
    CHECK(unknown_at(changed, level.in_config) == std::set<std::string>{"no_such_name"});
  }
}
