#include <algorithm>
#include <chrono>
#include <utility>

#include "core/nearest.hpp"
#include "crmlink/core/config.hpp"
#include "crmlink/dip/call_data.hpp"
#include "crmlink/dip/data_dip_config.hpp"
#include "dip/data_dip_config_state.hpp"
#include "dip/freshness_reader.hpp"
#include "dip/reply_filter.hpp"
#include "dip/request_parameter_reader.hpp"
#include "dip/sip.hpp"
#include "text/template_reader.hpp"

namespace crmlink {
namespace {

using State = DataDipConfig::State;
using namespace std::chrono_literals;

constexpr DurationRange timeout_range{.least = 1ms, .most = 60s};
constexpr DurationRange on_slow_range{.least = 0ms, .most = 60s};
constexpr IntegerRange reply_bytes_range{.least = 1, .most = 1024 * 1024};
constexpr IntegerRange parameters_range{.least = 1, .most = 1024};
constexpr IntegerRange length_range{.least = 1, .most = 1024 * 1024};
constexpr std::int64_t default_reply_bytes = 64 * 1024;
constexpr std::int64_t default_parameters = 64;

/// Reads a URL for requests of a dip, or says why it can't be one. What is said never quotes it:
/// there may be a key in it.
std::optional<http::Url> read_service_url(std::string_view text, bool allow_insecure,
                                          ConfigProblem& problem) {
  if (text.find_first_of("{<") != std::string_view::npos) {
    problem = ConfigProblem("the API URL can't have variables");
    return std::nullopt;
  }
  auto url = http::Url::parse(text);
  if (!url) {
    problem = ConfigProblem("not an absolute https URL: " + std::string(url.error().detail()));
    return std::nullopt;
  }
  if (!url->is_https() && !allow_insecure && !url->is_loopback()) {
    problem = ConfigProblem(
        "plain http would send token and caller in the clear; use https, or say "
        "\"allow_insecure\": true");
    return std::nullopt;
  }
  return std::move(*url);
}

void read_url(ConfigObject& root, bool allow_insecure, State& state) {
  const auto text = root.required_text("api_url");
  if (text.empty()) return;
  ConfigProblem problem;
  auto url = read_service_url(text, allow_insecure, problem);
  if (!url) return root.complain("api_url", std::move(problem));
  state.masked_url = url->masked();
  state.api_url = std::move(*url);
}

void read_alternatives(ConfigObject& root, bool allow_insecure, State& state) {
  for (const auto& value : root.items("alternative_urls")) {
    const auto text = value.non_empty_text();
    if (!text) continue;
    ConfigProblem problem;
    auto url = read_service_url(*text, allow_insecure, problem);
    if (url && state.api_url.is_https() && !url->is_https() && !url->is_loopback()) {
      // A ResilientTransport refuses it, too, but only when there is a call.
      url = std::nullopt;
      problem = ConfigProblem("api_url is https, so its alternatives must be");
    }
    if (url)
      state.alternative_urls.push_back(std::move(*url));
    else
      value.complain(std::move(problem));
  }
}

Vocabulary read_vocabulary(ConfigObject& root) {
  Vocabulary vocabulary;
  for (const auto& known : standard_parameters())
    vocabulary.add(known.variable);
  for (const auto header : usual_sip_headers)
    vocabulary.add(sip_header_variable(header));
  vocabulary.add(from_caller_id_variable);
  vocabulary.add_scope(session_scope);
  text::declare_variables(root, vocabulary);
  return vocabulary;
}

void check_name(const ConfigObject& object, std::string_view name) {
  if (!is_parameter_name(name))
    object.complain("", ConfigProblem("a parameter's name has 1 to 128 bytes and no controls"));
}

void read_allow(ConfigObject& root, State& state) {
  if (!root.has("allow")) return root.also_known("allow");
  auto& allow = state.allow.emplace();
  for (auto& [name, object] : root.object_members("allow")) {
    check_name(object, name);
    AllowedParameter allowed;
    allowed.name = name;
    allowed.type =
        static_cast<AllowedType>(object.choice("type", {"any", "text", "number", "boolean"}, 0));
    allowed.max_length = static_cast<std::size_t>(
        object.integer("max_length", length_range, default_max_value_length));
    object.reject_unknown();
    allow.push_back(std::move(allowed));
  }
}

void check_allowed(const ConfigObject& object, std::string_view name, const State& state) {
  if (!state.allow) return;
  NearestName nearest(name);
  for (const auto& allowed : *state.allow) {
    if (allowed.name == name) return;
    nearest.offer(allowed.name);
  }
  ConfigProblem problem("\"" + std::string(name) + "\" isn't in the allow-list");
  problem.nearest = nearest.result();
  object.complain("", std::move(problem));
}

void read_fallback(ConfigObject& root, State& state) {
  for (auto& [name, object] : root.object_members("fallback")) {
    check_name(object, name);
    check_allowed(object, name, state);
    FallbackParameter fallback;
    fallback.name = name;
    fallback.value = object.required_text("value");
    fallback.display_to_agent = object.boolean("display_to_agent", false);
    fallback.save_to_database = object.boolean("save_to_database", false);
    object.reject_unknown();
    state.fallback.push_back(std::move(fallback));
  }
  for (const auto& fallback : state.fallback)
    state.fallback_values.push_back({.name = fallback.name,
                                     .value = fallback.value,
                                     .kind = ValueKind::text,
                                     .display_to_agent = fallback.display_to_agent,
                                     .save_to_database = fallback.save_to_database,
                                     .from_fallback = true});
}

http::SharedFields json_fields() {
  auto fields = http::SharedFields::make(
      {{"Content-Type", "application/json"}, {"Accept", "application/json"}});
  return fields ? *fields : http::SharedFields();
}

void read_profile(ConfigObject& root, const DataDipParseOptions& options, State& state) {
  root.also_known("$schema");
  state.name = root.required_text("name");
  const bool allow_insecure = root.boolean("allow_insecure", false);
  read_url(root, allow_insecure, state);
  read_alternatives(root, allow_insecure, state);
  state.fields = json_fields();
  state.api_token = root.required_secret("api_token", options.secret_providers);
  state.timeout = root.required_milliseconds("timeout_ms", timeout_range);
  state.on_slow_after = root.milliseconds("on_slow_ms", on_slow_range, 0ms);
  state.announcement = root.text("announcement", "");
  state.processing_tone = root.text("processing_tone", "");
  state.repeatable = root.boolean("repeatable", false);
  state.max_reply_bytes = static_cast<std::size_t>(
      root.integer("max_reply_bytes", reply_bytes_range, default_reply_bytes));
  state.max_parameters = static_cast<std::size_t>(
      root.integer("max_parameters", parameters_range, default_parameters));
  read_freshness(root, state);
  auto vocabulary = read_vocabulary(root);
  const FunctionRegistry standard_functions;
  RequestParameterReader reader(vocabulary,
                                options.functions ? *options.functions : standard_functions);
  reader.read(root, state);
  read_allow(root, state);
  read_fallback(root, state);
  root.reject_unknown();
}

}  // namespace

Result<DataDipConfig> parse_data_dip_config(std::string_view json,
                                            const DataDipParseOptions& options) {
  auto document = ConfigDocument::parse(options.document, json);
  auto root = document.root();
  auto state = std::make_shared<State>();
  read_profile(root, options, *state);
  if (options.document.empty()) document.rename(state->name);
  if (const auto verdict = document.finish(); !verdict) return verdict.error();
  return DataDipConfig(std::move(state));
}

}  // namespace crmlink
