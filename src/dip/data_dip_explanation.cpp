#include "crmlink/dip/data_dip_explanation.hpp"

#include <algorithm>
#include <boost/json/value.hpp>
#include <utility>

#include "crmlink/text/json_path.hpp"
#include "dip/data_dip_config_state.hpp"
#include "dip/plan.hpp"

namespace crmlink {
namespace {

bool is_present(const Variables& variables, std::string_view reference) {
  if (variables.contains(reference)) return true;
  const auto name = reference.substr(0, reference.find_first_of(".["));
  const auto* const root = variables.json(name);
  if (root == nullptr) return false;
  const auto path = JsonPath::parse(reference.substr(name.size()));
  const auto* const found = path ? path->find(*root) : nullptr;
  if (found == nullptr || found->is_null()) return false;
  const auto* const text = found->if_string();
  return text == nullptr || !text->empty();
}

std::vector<std::string> absent_references(const TextTemplate& value, const Variables& variables) {
  std::vector<std::string> absent;
  value.for_each_reference([&](std::string_view reference) {
    if (!is_present(variables, reference) &&
        std::find(absent.begin(), absent.end(), reference) == absent.end())
      absent.emplace_back(reference);
  });
  return absent;
}

std::string variable_of(const TextTemplate& value) {
  std::string name;
  value.for_each_reference([&name](std::string_view reference) { name = reference; });
  return name;
}

std::string origin_of(const RequestParameter& parameter, const CompiledParameter& compiled) {
  switch (parameter.type) {
    case RequestParameterType::standard:
      return parameter.value + " (variable " + variable_of(compiled.value) + ")";
    case RequestParameterType::sip_header:
      return "SIP header " + parameter.value + " (variable " + variable_of(compiled.value) + ")";
    case RequestParameterType::session:
      return "session parameter " + parameter.value;
    case RequestParameterType::static_text:
      return "fixed text";
    case RequestParameterType::text_template:
      return "template " + parameter.value;
  }
  return {};
}

ExplainedParameter explain(const RequestParameter& parameter, const CompiledParameter& compiled,
                           const Variables& variables) {
  ExplainedParameter explained;
  explained.key = parameter.key;
  explained.type = parameter.type;
  explained.configured = parameter.value;
  explained.origin = origin_of(parameter, compiled);
  explained.absent = absent_references(compiled.value, variables);
  const auto presence = render_value(parameter, compiled, variables, explained.json);
  explained.sent = presence && *presence == Presence::present;
  if (!presence)
    explained.dropped_because = "it can't be sent: " + std::string(presence.error().detail());
  else if (!explained.sent)
    explained.dropped_because = "its value came out empty";
  return explained;
}

}  // namespace

DataDipExplanation explain_data_dip(const DataDipConfig& config, const Variables& variables) {
  const auto& state = *config.state();
  DataDipExplanation result;
  result.profile = state.name;
  result.method = http::to_string(http::Method::post);
  result.url = state.masked_url;
  for (const auto& url : state.alternative_urls)
    result.alternative_urls.push_back(url.masked());
  result.token_source = state.api_token.describe();
  result.timeout = state.timeout;
  result.on_slow_after = state.on_slow_after;
  result.announcement = state.announcement;
  result.processing_tone = state.processing_tone;
  result.share_identical = state.share_identical;
  result.cache = state.cache;
  result.late_answers_within = state.late_answers_within;
  for (std::size_t i = 0; i < state.compiled.size(); ++i)
    result.parameters.push_back(explain(state.request_parameters[i], state.compiled[i], variables));

  auto request = plan_request(config, variables);
  if (!request) {
    result.failure = request.error();
    return result;
  }
  result.headers.emplace_back("Authorization", "Bearer " + std::string(masked_secret));
  for (const auto& field : request->shared_fields.list())
    result.headers.emplace_back(field.name, field.value);
  for (auto& field : request->fields)
    result.headers.emplace_back(std::move(field.name), std::move(field.value));
  result.body = std::move(request->body);
  return result;
}

}  // namespace crmlink
