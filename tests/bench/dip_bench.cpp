// The CPU cost of a dip without its exchange: a body of six templates, a reply of eight parameters,
// each against the same work done with Boost.JSON's values.

#include <benchmark/benchmark.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstdlib>
#include <map>
#include <string>

#include "crmlink/dip/answering.hpp"
#include "crmlink/dip/call_data.hpp"
#include "crmlink/dip/data_dip_config.hpp"
#include "dip/plan.hpp"
#include "dip/reply_reader.hpp"

namespace {

using namespace crmlink;

DataDipConfig profile() {
  auto config = parse_data_dip_config(R"json({
    "name": "customer-lookup", "api_url": "https://crm.example/api/phone_num", "api_token": "token",
    "timeout_ms": 2000, "variables": ["QUEUE_NAME", "CALL_ID"],
    "request_parameters": [
      {"key": "phone_number", "type": "standard", "value": "External Number"},
      {"key": "dnis", "type": "standard", "value": "DNIS"},
      {"key": "call_id", "type": "template", "value": "call-{CALL_ID}"},
      {"key": "queue", "type": "template", "value": "{QUEUE_NAME} ({DNIS})"},
      {"key": "caller", "type": "sip_header", "value": "From (Caller ID only)"},
      {"key": "source", "type": "template", "value": "=DEFAULT_VALUE({TAG}, ivr)"}]})json");
  if (!config) std::abort();
  return *config;
}

Variables call() {
  Variables variables{{"ANI", "+12223334444"},
                      {"DNIS", "18005550100"},
                      {"CALL_ID", "b3f1c9d2-77aa-4a0e-9f52-1f0c8e6a2d11"},
                      {"QUEUE_NAME", "Customer service \"gold\""}};
  set_sip_header(variables, "From", "\"Kim\" <sip:+12223334444@pbx.example>");
  return variables;
}

std::string reply_body() {
  DataDipReply reply;
  reply.set("language", "fr", true).set("customer_name", "Kim Example", true, true);
  reply.set("account_number", "00012345678", false, true).set("vip", "true", true);
  reply.set("region", "north-east").set("representative", "Lee \"Ace\" Example", true);
  reply.set("balance", "1024.10", true).set("last_contact", "2026-01-05T09:00:00Z", false, true);
  return reply.to_json();
}

void render_body_from_templates(benchmark::State& state) {
  const auto config = profile();
  const auto variables = call();
  std::string body;
  for (auto _ : state) {
    if (!render_body(config, variables, body)) std::abort();
    benchmark::DoNotOptimize(body.data());
  }
}
BENCHMARK(render_body_from_templates);

void render_body_from_a_json_value(benchmark::State& state) {
  const std::map<std::string, std::string> variables{
      {"ANI", "+12223334444"},
      {"DNIS", "18005550100"},
      {"CALL_ID", "b3f1c9d2-77aa-4a0e-9f52-1f0c8e6a2d11"},
      {"QUEUE_NAME", "Customer service \"gold\""},
      {"FROM", "+12223334444"}};
  for (auto _ : state) {
    const boost::json::value body{
        {"phone_number", variables.at("ANI")},
        {"dnis", variables.at("DNIS")},
        {"call_id", "call-" + variables.at("CALL_ID")},
        {"queue", variables.at("QUEUE_NAME") + " (" + variables.at("DNIS") + ")"},
        {"caller", variables.at("FROM")},
        {"source", "ivr"}};
    auto text = boost::json::serialize(body);
    benchmark::DoNotOptimize(text.data());
  }
}
BENCHMARK(render_body_from_a_json_value);

void read_reply_in_one_scan(benchmark::State& state) {
  const auto body = reply_body();
  const ReplyRules rules{.allow = std::nullopt, .max_bytes = 65536, .max_parameters = 64};
  for (auto _ : state) {
    auto reply = read_reply(body, rules);
    if (!reply || reply->parameters.size() != 8) std::abort();
    benchmark::DoNotOptimize(reply->parameters.data());
  }
  state.SetLabel(std::to_string(body.size()) + " bytes");
}
BENCHMARK(read_reply_in_one_scan);

struct Parameter {
  std::string value;
  bool display_to_agent = false;
  bool save_to_database = false;
};

bool is_true(const boost::json::object& members, std::string_view name) {
  const auto* const flag = members.if_contains(name);
  return flag != nullptr && flag->is_string() && flag->get_string() == "true";
}

void read_reply_through_a_json_value(benchmark::State& state) {
  const auto body = reply_body();
  for (auto _ : state) {
    const auto json = boost::json::parse(body);
    std::map<std::string, Parameter> parameters;
    for (const auto& [name, value] : json.at("parameters").as_object()) {
      const auto& members = value.as_object();
      parameters[name] = {std::string(members.at("value").as_string()),
                          is_true(members, "displayToAgent"), is_true(members, "saveToDatabase")};
    }
    if (parameters.size() != 8) std::abort();
    benchmark::DoNotOptimize(&parameters);
  }
}
BENCHMARK(read_reply_through_a_json_value);

}  // namespace
