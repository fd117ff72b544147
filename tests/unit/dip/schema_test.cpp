#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "samples.hpp"
#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

const boost::json::value& schema() {
  static const auto value = [] {
    std::ifstream file(std::string(CRMLINK_SCHEMAS) + "/data-dip-profile.schema.json");
    return boost::json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  }();
  return value;
}

boost::json::value full_profile() {
  return boost::json::parse(R"({
    "$schema": "data-dip-profile.schema.json", "name": "all", "api_url": "https://crm.example/",
    "alternative_urls": ["https://other.example/"],
    "api_token": {"env": "CRM_TOKEN"}, "timeout_ms": 1000, "on_slow_ms": 1, "announcement": "a",
    "processing_tone": "b", "allow_insecure": false, "repeatable": false, "variables": ["X"],
    "share_identical": false, "late_answers": {"within_ms": 5},
    "cache": {"ttl_ms": 9, "no_match_ttl_ms": 5, "stale_on_error_ms": 7, "max_entries": 3},
    "request_parameters": [{"key": "k", "type": "static", "value": "v", "keep_empty": true}],
    "allow": {"p": {"type": "text", "max_length": 5}},
    "fallback": {"p": {"value": "v", "display_to_agent": true, "save_to_database": true}},
    "max_reply_bytes": 100, "max_parameters": 5})");
}

std::set<std::string> names_of(const boost::json::value& object) {
  std::set<std::string> names;
  for (const auto& [name, value] : object.as_object())
    names.emplace(name);
  return names;
}

/// What the parser names as unknown when every member of `profile` at `pointer` is misspelt.
bool is_known(boost::json::value profile, std::string_view pointer, std::string_view name) {
  profile.at_pointer(pointer).as_object()[name] = nullptr;
  const auto result = parse_profile(profile);
  if (result) return true;
  const auto error = result.error();
  return std::none_of(error.complaints().begin(), error.complaints().end(), [](const auto& one) {
    return one.problem.find("unknown key") != std::string::npos ||
           one.problem.find("unknown member") != std::string::npos ||
           one.problem.find("unknown name") != std::string::npos;
  });
}

struct Level {
  const char* in_schema;
  const char* in_profile;
};

constexpr Level levels[] = {
    {"/properties", ""},
    {"/properties/request_parameters/items/properties", "/request_parameters/0"},
    {"/properties/cache/properties", "/cache"},
    {"/properties/late_answers/properties", "/late_answers"},
    {"/properties/allow/additionalProperties/properties", "/allow/p"},
    {"/properties/fallback/additionalProperties/properties", "/fallback/p"}};

}  // namespace

TEST_CASE("the schema and the full sample have the same names, and the parser knows them") {
  const auto profile = full_profile();
  REQUIRE(parse_profile(profile));
  for (const auto& level : levels) {
    INFO(level.in_schema);
    CHECK(names_of(schema().at_pointer(level.in_schema)) ==
          names_of(profile.at_pointer(level.in_profile)));
    CHECK_FALSE(is_known(profile, level.in_profile, "no_such_name"));
  }
}

TEST_CASE("what the schema requires, the parser requires") {
  for (const auto& name : schema().at("required").as_array()) {
    auto profile = full_profile();
    profile.as_object().erase(std::string_view(name.as_string()));
    INFO(name);
    CHECK(parse_profile(profile).has_error());
  }
  for (const auto& level : levels) {
    if (*level.in_profile == '\0') continue;
    const auto parent = std::string(level.in_schema, std::string(level.in_schema).rfind('/'));
    const auto* const required = schema().at_pointer(parent).as_object().if_contains("required");
    for (const auto& name : names_of(full_profile().at_pointer(level.in_profile))) {
      auto profile = full_profile();
      profile.at_pointer(level.in_profile).as_object().erase(name);
      const bool demanded =
          required != nullptr && std::any_of(required->as_array().begin(),
                                             required->as_array().end(), [&name](const auto& one) {
                                               return std::string_view(one.as_string()) == name;
                                             });
      INFO(name);
      CHECK(parse_profile(profile).has_error() == demanded);
    }
  }
}

TEST_CASE("the schema's defaults and bounds are the parser's") {
  const auto config = parse_profile(least_profile());
  REQUIRE(config);
  const auto member = [](const char* name, const char* what) {
    return schema()
        .at_pointer(std::string("/properties/") + name + "/" + what)
        .to_number<std::int64_t>();
  };
  CHECK(member("max_reply_bytes", "default") ==
        static_cast<std::int64_t>(config->max_reply_bytes()));
  CHECK(schema().at_pointer("/properties/share_identical/default") == config->share_identical());
  const auto keeping = profile_with(R"({"cache": {"ttl_ms": 1}})");
  REQUIRE(keeping);
  const auto& cache = schema().at_pointer("/properties/cache/properties");
  CHECK(cache.at_pointer("/max_entries/default").to_number<std::size_t>() ==
        keeping->cache().max_entries);
  CHECK(cache.at_pointer("/stale_on_error_ms/default").to_number<std::int64_t>() ==
        keeping->cache().stale_on_error.count());
  CHECK(member("max_parameters", "default") == static_cast<std::int64_t>(config->max_parameters()));
  CHECK(member("on_slow_ms", "default") == config->on_slow_after().count());
  CHECK(
      schema().at_pointer("/properties/allow/additionalProperties/properties/max_length/default") ==
      default_max_value_length);
  for (const auto* const name : {"timeout_ms", "on_slow_ms", "max_reply_bytes", "max_parameters"}) {
    const auto with = [name](std::int64_t value) {
      auto profile = least_profile();
      profile.as_object()[name] = value;
      return parse_profile(profile).has_value();
    };
    INFO(name);
    CHECK(with(member(name, "minimum")));
    CHECK(with(member(name, "maximum")));
    CHECK_FALSE(with(member(name, "minimum") - 1));
    CHECK_FALSE(with(member(name, "maximum") + 1));
  }
}

TEST_CASE("every field of the schema is described") {
  for (const auto& level : levels)
    for (const auto& [name, field] : schema().at_pointer(level.in_schema).as_object()) {
      INFO(name);
      CHECK(field.as_object().contains("description"));
    }
}
