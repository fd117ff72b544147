#include "crmlink/dip/data_dip_explanation.hpp"

#include <utility>

#include "dip/data_dip_config_state.hpp"
#include "dip/plan.hpp"
#include "text/absent_references.hpp"

namespace crmlink {
namespace {

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
  explained.absent = text::absent_references(compiled.value, variables);
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
