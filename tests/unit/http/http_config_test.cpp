#include "crmlink/http/http_config.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fstream>
#include <iterator>
#include <map>

#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::http;
using namespace std::chrono_literals;

namespace {

namespace json = boost::json;

std::string messages(std::string_view text) {
  const auto config = parse_http_config(text);
  if (config) return "fine";
  const auto error = config.error();
  std::string lines;
  for (const auto& one : error.complaints())
    lines += one.pointer + ": " + one.problem + "; expected " + one.expected + "; did you mean " +
             one.nearest + "?\n";
  return lines;
}

const Knob& knob_at(const std::vector<Knob>& knobs, std::string_view pointer) {
  const auto found = std::find_if(knobs.begin(), knobs.end(),
                                  [pointer](const Knob& knob) { return knob.pointer == pointer; });
  REQUIRE(found != knobs.end());
  return *found;
}

/// A document with nothing but one member.
std::string document_with(const std::string& pointer, const json::value& value) {
  std::string document = json::serialize(value);
  for (auto end = pointer.size(); end != 0;) {
    const auto begin = pointer.rfind('/', end - 1);
    document = "{\"" + pointer.substr(begin + 1, end - begin - 1) + "\": " + document + "}";
    end = begin;
  }
  return document;
}

/// The schema's properties by pointer into a document; those of secrets are left out.
using Properties = std::map<std::string, json::object>;

void collect(const json::object& schema, const std::string& path, Properties& properties) {
  for (const auto& [name, value] : schema.at("properties").as_object()) {
    const auto& property = value.as_object();
    const auto pointer = path + "/" + std::string(name);
    if (pointer == "/$schema") continue;
    CHECK(property.contains("description"));
    if (property.contains("properties"))
      collect(property, pointer, properties);
    else
      properties.emplace(pointer, property);
  }
}

Properties schema_properties() {
  std::ifstream file(std::string(CRMLINK_SCHEMAS) + "/http-client.schema.json");
  const auto schema = json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  Properties properties;
  collect(schema.as_object(), "", properties);
  return properties;
}

}  // namespace

TEST_CASE("an empty document is all defaults, and has nothing configured") {
  const auto config = parse_http_config("{}");
  REQUIRE(config);
  CHECK(config->client.max_connections == ClientOptions().max_connections);
  CHECK(config->resilience.retry.max_attempts == 1);
  CHECK_FALSE(config->tls);
  for (const auto& knob : list_knobs(*config)) {
    INFO(knob.pointer);
    CHECK_FALSE(knob.configured);
    CHECK(knob.value == knob.default_value);
  }
}

TEST_CASE("a document sets fields of the client and of its resilience") {
  const auto config = parse_http_config(R"({
    "$schema": "http-client.schema.json",
    "client": {"max_connections": 8, "idle_limit_ms": 0, "dns_servers": "192.0.2.53",
               "tls": {"ca_file": "roots.pem", "key_passphrase": {"env": "PASS"},
                       "certificate_file": "a.pem", "key_file": "b.pem"}},
    "resilience": {
      "retry": {"max_attempts": 3, "statuses": [503], "on_reset": false, "budget_share": 0.25},
      "breaker": {"failure_share": 0.5}, "hedge": {"percentile": 99.5}, "rate": {"learn": true},
      "lanes": {"bulk_export": {"max_under_way": 2}}, "idempotency_field": "X-Key"}})");
  REQUIRE(config);
  CHECK(config->client.max_connections == 8);
  CHECK(config->client.idle_limit == 0ms);
  CHECK(config->client.dns_servers == "192.0.2.53");
  REQUIRE(config->tls);
  CHECK(config->tls->ca_file == "roots.pem");
  CHECK(config->tls->key_passphrase.describe() == "environment variable PASS");
  const auto& resilience = config->resilience;
  CHECK(resilience.retry.max_attempts == 3);
  CHECK(resilience.retry.statuses == std::vector<int>{503});
  CHECK_FALSE(resilience.retry.on_reset);
  CHECK(resilience.retry.budget_share == 0.25);
  CHECK(resilience.breaker.failure_share == 0.5);
  CHECK(resilience.hedge.percentile == 99.5);
  CHECK(resilience.rate.learn);
  CHECK(resilience.lane(Priority::bulk_export).max_under_way == 2);
  CHECK(resilience.lane(Priority::live_dip).max_under_way == 0);
  CHECK(resilience.idempotency_field == "X-Key");
}

TEST_CASE("all complaints come at once, with the nearest known name") {
  const auto text = messages(R"({
    "client": {"max_conections": 8, "max_header_bytes": 1},
    "resilience": {"retry": {"budget_share": 2, "statuses": [200], "on_connect": "yes"},
                   "lanes": {"exports": {}}, "idempotency_field": "no token"},
    "resilence": {}})");
  for (const auto* part : {"/client/max_conections: unknown key", "/client/max_header_bytes: ",
                           "/resilience/retry/budget_share: ", "expected a number from 0 to 1",
                           "/resilience/retry/statuses/0: ", "/resilience/retry/on_connect: ",
                           "/resilience/lanes/exports: unknown key",
                           "/resilience/idempotency_field: not a name of a header field",
                           "did you mean resilience?"}) {
    CHECK_THAT(text, Catch::Contains(part));
  }
  CHECK(std::count(text.begin(), text.end(), '\n') == 8);
}

TEST_CASE("what would fail in every request is a complaint") {
  CHECK_THAT(messages(R"({"client": {"user_agent": "a\nb"}})"),
             Catch::Contains("/client/user_agent: has a control character"));
  CHECK_THAT(messages(R"({"client": {"tls": {"key_file": "k"}}})"),
             Catch::Contains("/client/tls/key_file: without a certificate_file"));
  CHECK_THAT(messages(R"({"client": {"tls": {"certificate_file": "c"}}})"),
             Catch::Contains("/client/tls/certificate_file: without a key_file"));
}

TEST_CASE("knobs show what is in effect, whether it is configured, and no secret") {
  auto config = parse_http_config(R"({
    "client": {"max_connections": 64, "tls": {"key_passphrase": "Planted-4a7f"}},
    "resilience": {"retry": {"statuses": [429, 503]}, "hedge": {"max_share": 0.2}}})");
  REQUIRE(config);
  config->client.user_agent = "host \"7\"";
  const auto knobs = list_knobs(*config);
  CHECK(knob_at(knobs, "/client/max_connections").configured);  // although it is the default
  CHECK(knob_at(knobs, "/client/max_connections").value == "64");
  CHECK(knob_at(knobs, "/client/user_agent").configured);
  CHECK(knob_at(knobs, "/client/user_agent").value == R"("host \"7\"")");
  CHECK(knob_at(knobs, "/client/user_agent").default_value == R"("crmlink")");
  CHECK(knob_at(knobs, "/client/tls/key_passphrase").value == "******** (literal)");
  CHECK(knob_at(knobs, "/resilience/retry/statuses").value == "[429, 503]");
  CHECK(knob_at(knobs, "/resilience/hedge/max_share").value == "0.2");
  CHECK_FALSE(knob_at(knobs, "/resilience/lanes/live_dip/max_waiting").configured);
  for (const auto& knob : knobs)
    CHECK_THAT(knob.value, !Catch::Contains("Planted"));
}

TEST_CASE("TLS is loaded only when the document has such a section") {
  auto without = parse_http_config("{}");
  REQUIRE(without);
  CHECK(without->load_tls());
  CHECK_FALSE(without->client.tls);
  auto with = parse_http_config(R"({"client": {"tls": {"system_roots": false}}})");
  REQUIRE(with);
  CHECK(with->load_tls());
  CHECK(with->client.tls);
  auto missing = parse_http_config(R"({"client": {"tls": {"ca_file": "/no/such/file"}}})");
  REQUIRE(missing);
  CHECK(missing->load_tls().has_error());
}

TEST_CASE("schema and document have the same settings with the same defaults") {
  const auto properties = schema_properties();
  std::map<std::string, std::string> defaults;
  for (const auto& knob : list_knobs(HttpConfig()))
    defaults.emplace(knob.pointer, knob.default_value);
  for (const auto& [pointer, property] : properties) {
    INFO(pointer);
    REQUIRE(defaults.contains(pointer));
    if (defaults[pointer] == "none") continue;
    CHECK(json::parse(defaults[pointer]) == property.at("default"));
  }
  CHECK(defaults.size() == properties.size());
}

TEST_CASE("the schema's bounds are the parser's, and every number says what zero means") {
  for (const auto& [pointer, property] : schema_properties()) {
    const auto* const minimum = property.if_contains("minimum");
    if (minimum == nullptr) continue;
    INFO(pointer);
    const auto fits = [&pointer = pointer](std::int64_t value) {
      return parse_http_config(document_with(pointer, value)).has_value();
    };
    const auto least = minimum->to_number<std::int64_t>();
    const auto most = property.at("maximum").to_number<std::int64_t>();
    CHECK(fits(least));
    CHECK(fits(most));
    CHECK_FALSE(fits(least - 1));
    CHECK_FALSE(fits(most + 1));
    if (least == 0)
      CHECK_THAT(std::string(property.at("description").as_string()), Catch::Contains("0"));
  }
}

TEST_CASE("each setting that is configured shows as such, and alone") {
  for (const auto& [pointer, property] : schema_properties()) {
    if (!property.contains("minimum")) continue;
    const auto config = parse_http_config(document_with(pointer, property.at("maximum")));
    INFO(pointer);
    REQUIRE(config);
    for (const auto& knob : list_knobs(*config))
      CHECK(knob.configured == (knob.pointer == pointer));
    CHECK(json::parse(knob_at(list_knobs(*config), pointer).value).to_number<double>() ==
          property.at("maximum").to_number<double>());
  }
}
