#include "dip/plan.hpp"

#include <utility>

#include "dip/data_dip_config_state.hpp"

namespace crmlink {
namespace {

// Enough for most values, so that a body is allocated once.
constexpr std::size_t usual_value_size = 48;

std::size_t usual_body_size(const std::vector<CompiledParameter>& parameters) noexcept {
  std::size_t size = 2;
  for (const auto& parameter : parameters)
    size += parameter.key_json.size() + parameter.fixed_json.size() + usual_value_size;
  return size;
}

}  // namespace

Result<Presence> render_value(const RequestParameter& parameter, const CompiledParameter& compiled,
                              const Variables& variables, std::string& out) {
  if (!compiled.fixed_json.empty()) {
    out += compiled.fixed_json;
    return Presence::present;
  }
  const auto presence = compiled.value.expand(variables, out);
  if (!presence || *presence == Presence::present || !parameter.keep_empty) return presence;
  out += "\"\"";
  return Presence::present;
}

Result<> render_body(const DataDipConfig& config, const Variables& variables, std::string& body) {
  const auto& state = *config.state();
  body.assign(1, '{');
  for (std::size_t i = 0; i < state.compiled.size(); ++i) {
    const auto before = body.size();
    if (before > 1) body += ',';
    body += state.compiled[i].key_json;
    const auto presence =
        render_value(state.request_parameters[i], state.compiled[i], variables, body);
    if (!presence)
      return presence.error().within(state.name + ": /request_parameters/" + std::to_string(i));
    if (*presence == Presence::absent) body.resize(before);
  }
  body += '}';
  return {};
}

Result<http::Request> plan_request(const DataDipConfig& config, const Variables& variables) {
  const auto& state = *config.state();
  http::Request request(http::Method::post, state.api_url);
  request.body.reserve(usual_body_size(state.compiled));
  if (const auto rendered = render_body(config, variables, request.body); !rendered)
    return rendered.error();
  request.alternatives = state.alternative_urls;
  request.shared_fields = state.fields;
  request.bearer = state.api_token;
  request.repeatable = state.repeatable;
  return request;
}

}  // namespace crmlink
