#include "contact/contact_plan.hpp"

#include <string>
#include <utility>

#include "contact/contact_names.hpp"
#include "core/wipe.hpp"
#include "core/wiping_resource.hpp"
#include "crmlink/core/json.hpp"
#include "crmlink/text/json_path.hpp"

namespace crmlink::contact {
namespace {

namespace json = boost::json;

/// Returns the scope of the secrets that templates name, masked or not.
Result<json::value> make_secrets(const ContactLookupConfig::State& state,
                                 const ContactCredentials& credentials, bool masked) {
  json::object scope(make_wiping_storage());
  for (const auto& id : state.secrets) {
    const auto found = credentials.find(id);
    if (masked || found == credentials.end()) {
      scope[id] = json::string_view(masked_secret);
      continue;
    }
    const auto text = found->second.secret.resolve();
    if (!text) return text.error().within("authentications." + id);
    scope[id] = json::string_view(text->reveal());
  }
  return json::value(std::move(scope));
}

Error unformed(std::string_view missing) {
  ErrorInfo info(Errc::invalid_value);
  info.where = "url";
  info.detail = "{" + std::string(missing) + "} is absent, so there is no URL";
  return info;
}

Result<std::string> make_url(const ContactLookupConfig::State& state, const Variables& variables) {
  std::string url;
  const auto formed = state.url.expand(variables, url);
  if (!formed) return formed.error().within("url");
  if (*formed == Presence::absent) return unformed(state.url.missing(variables));
  return url;
}

Result<> add_headers(const ContactLookupConfig::State& state, const Variables& variables,
                     http::Request& request) {
  for (const auto& header : state.headers) {
    std::string value;
    const auto presence = header.value.expand(variables, value);
    if (!presence) return presence.error().within("header " + header.name);
    if (*presence == Presence::absent) continue;
    if (header.secret)
      request.secret_fields.emplace_back(header.name, Secret::literal(std::move(value)));
    else
      request.fields.emplace_back(header.name, std::move(value));
  }
  return {};
}

/// Returns {request}, for which secrets are masked.
Result<json::object> show(const ContactLookupConfig::State& state, const Variables& masked) {
  json::object shown;
  shown["method"] = json::string_view(to_string(state.method));
  auto url = make_url(state, masked);
  if (!url) return url.error();
  shown["url"] = *url;
  json::object params;
  for (const auto& param : state.params) {
    std::string value;
    const auto presence = param.value.expand(masked, value);
    if (presence && *presence == Presence::present) params[param.name] = value;
  }
  shown["query_params"] = std::move(params);
  return shown;
}

Result<> fill(const ContactLookupConfig::State& state, const Variables& variables,
              http::Request& request) {
  request.method = state.method;
  request.shared_fields = state.fields;
  const auto address = make_url(state, variables);
  if (!address) return address.error();
  if (!state.echo) {
    auto url = http::Url::parse(*address);
    if (!url) return url.error().within("url");
    request.url = std::move(*url);
  }
  if (const auto added = add_headers(state, variables, request); !added) return added.error();
  if (!state.body) return {};
  const auto rendered = state.body->render(variables, request.body);
  if (!rendered) return rendered.error().within("body");
  return {};
}

}  // namespace

Variables complete(const ContactLookupConfig::State& state, const Variables& scopes) {
  auto variables = scopes;
  variables.set("config_id", state.name);
  const auto* const event = scopes.json("event");
  const auto* const name =
      event && event->is_object() ? event->get_object().if_contains("name") : nullptr;
  const auto* const text = name ? name->if_string() : nullptr;
  variables.set(event_name_variable, text ? std::string_view(*text) : std::string_view());
  return variables;
}

Result<Plan> make_plan(const ContactLookupConfig::State& state, const Variables& scopes,
                       const ContactCredentials& credentials) {
  auto variables = complete(state, scopes);
  variables.set_json("authentications", *make_secrets(state, credentials, true));
  Plan plan;
  auto shown = show(state, variables);
  if (!shown) return shown.error();
  plan.shown = std::move(*shown);
  // An echo's reply is its own body: a secret in it would become data.
  auto secrets = make_secrets(state, credentials, state.echo);
  if (!secrets) return secrets.error();
  // Moved, not copied: a copy would be in memory that nobody wipes.
  variables.set_json("authentications", std::move(*secrets));
  if (const auto filled = fill(state, variables, plan.request); !filled) return filled.error();
  return plan;
}

}  // namespace crmlink::contact
