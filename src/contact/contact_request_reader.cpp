#include "contact/contact_request_reader.hpp"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <cmath>
#include <utility>

#include "contact/contact_names.hpp"
#include "crmlink/http/proxy.hpp"
#include "crmlink/http/url.hpp"
#include "text/json_writer.hpp"
#include "text/names.hpp"
#include "text/template_reader.hpp"

namespace crmlink {
namespace {

using namespace std::chrono_literals;

constexpr auto default_timeout = 10s;
constexpr double most_timeout = 300;
constexpr double most_delay = 3600;

/// Reads a number of seconds, which may have a fraction.
std::optional<std::chrono::milliseconds> read_seconds(ConfigObject& object, std::string_view key,
                                                      double most, bool zero) {
  const auto value = object.find(key);
  const auto number = value ? value->number() : std::nullopt;
  if (!number) return std::nullopt;
  if (*number <= most && (zero ? *number >= 0 : *number >= 0.001))
    return std::chrono::milliseconds(std::llround(*number * 1000));
  ConfigProblem problem;
  problem.expected = "seconds, " + std::string(zero ? "0" : "above 0") + " to " +
                     std::to_string(static_cast<int>(most));
  value->complain(std::move(problem));
  return std::nullopt;
}

bool has_body(http::Method method) noexcept {
  return method == http::Method::post || method == http::Method::put ||
         method == http::Method::patch;
}

bool has_field(const std::vector<ContactField>& fields, std::string_view name) {
  return std::any_of(fields.begin(), fields.end(), [name](const ContactField& field) {
    return text::same_name(field.name, name);
  });
}

void add_once(std::vector<std::string>& list, std::string_view name) {
  if (std::find(list.begin(), list.end(), name) == list.end()) list.emplace_back(name);
}

bool has_secret(const TextTemplate& text) {
  bool found = false;
  text.for_each_reference([&found](std::string_view reference) {
    found = found || !contact::credential_of(reference).empty();
  });
  return found;
}

/// Returns the text of a parameter; std::nullopt after a complaint.
std::optional<std::string> read_scalar(const ConfigValue& value) {
  if (value.is_text()) return value.text();
  if (value.is_array() || value.is_object() || value.json().is_null()) {
    ConfigProblem problem;
    problem.expected = "a text, a number or a boolean";
    value.complain(std::move(problem));
    return std::nullopt;
  }
  std::string text;
  text::write_json(value.json(), text);
  return text;
}

}  // namespace

ContactRequestReader::ContactRequestReader(const ContactPatternFactory& patterns,
                                           ContactLookupConfig::State& state)
    : patterns_(patterns), state_(state), vocabulary_(contact::request_vocabulary()) {}

void ContactRequestReader::check(const ConfigValue& value, const TextTemplate& text) {
  text.for_each_reference([&](std::string_view reference) {
    contact::check_members(value, text.source(), reference);
    const auto id = contact::credential_of(reference);
    if (id.empty()) return;
    add_once(state_.secrets, id);
    add_once(state_.credentials, id);
  });
}

std::optional<TextTemplate> ContactRequestReader::read_text(const ConfigValue& value,
                                                            std::string_view source, Slot slot) {
  auto text = text::read_template(value, contact::respell_text(std::string(source)),
                                  TextTemplate::Options(slot, vocabulary_));
  if (text) check(value, *text);
  return text;
}

void ContactRequestReader::read_url(ConfigObject& root) {
  const auto value = root.require("url", "an absolute https URL, or edi://echo");
  const auto source = value ? value->non_empty_text() : std::nullopt;
  if (!source) return;
  auto url = text::UrlTemplate::read(*value, contact::respell_text(*source), vocabulary_);
  if (!url) return;
  bool in_path = true;  // the first one is
  url->for_each_template([&](const TextTemplate& text) {
    check(*value, text);
    if (in_path && has_secret(text))
      value->complain(ConfigProblem("a path is shown in logs, so no secret can stand in it"));
    in_path = false;
  });
  state_.echo = url->origin() == "edi://echo";
  const auto origin = http::Url::parse(url->origin());
  if (!state_.echo && (!origin || (!origin->is_https() && !origin->is_loopback())))
    value->complain(ConfigProblem("only https URLs and edi://echo are asked"));
  if (origin) state_.auth.origins.push_back(*origin);
  state_.url = std::move(*url);
}

void ContactRequestReader::read_request(ConfigObject& request) {
  read_authentication(request);
  read_method(request);
  read_params(request);
  read_body(request);
  read_headers(request);
  read_condition(request);
  read_times(request);
  read_way(request);
  request.reject_unknown();
}

void ContactRequestReader::read_authentication(ConfigObject& request) {
  auto object = request.optional_object("authentication");
  if (!object) return;
  const auto type = object->required_choice("type", {"basic", "oauth"});
  if (type == 0) state_.auth.kind = http::AuthKind::basic;
  if (type == 1) read_oauth(*object);
  object->reject_unknown();
  add_once(state_.credentials, state_.credential);
}

void ContactRequestReader::read_oauth(ConfigObject& authentication) {
  state_.auth.kind = http::AuthKind::oauth2;
  auto& oauth = state_.auth.oauth;
  oauth.grant = http::OAuthGrant::client_credentials;
  oauth.client_id = authentication.required_text("client_id");
  const auto address = authentication.required_text("access_token_url");
  const auto url = http::Url::parse(address);
  if (!address.empty() && (!url || (!url->is_https() && !url->is_loopback())))
    authentication.complain("access_token_url", ConfigProblem("not an https URL"));
  if (url) oauth.token_url = *url;
  for (const auto& scope : authentication.texts("scope"))
    oauth.scope.append(oauth.scope.empty() ? "" : " ").append(scope);
}

void ContactRequestReader::read_method(ConfigObject& request) {
  constexpr std::array methods{http::Method::get, http::Method::post, http::Method::put,
                               http::Method::patch, http::Method::delete_};
  const auto method = request.required_choice("method", {"GET", "POST", "PUT", "PATCH", "DELETE"});
  if (method) state_.method = methods.at(*method);
}

void ContactRequestReader::read_params(ConfigObject& request) {
  for (const auto& [name, value] : request.members("params")) {
    const auto source = read_scalar(value);
    auto text = source ? read_text(value, *source, Slot::plain) : std::nullopt;
    if (!text) continue;
    const TextTemplate::Options options(Slot::url_query, vocabulary_);
    auto encoded = TextTemplate::parse(text->source(), options);
    if (encoded) state_.url.add_query(name, std::move(*encoded), false);
    state_.params.push_back({name, std::move(*text), false});
  }
}

void ContactRequestReader::read_body(ConfigObject& request) {
  const auto value = request.find("body");
  if (!value) return;
  if (!has_body(state_.method))
    value->complain(ConfigProblem("only POST, PUT and PATCH have a body"));
  state_.body = text::JsonTemplate::read(*value, {Slot::json, vocabulary_}, contact::respell_value);
  state_.body->for_each_template([&](const TextTemplate& text) { check(*value, text); });
}

void ContactRequestReader::read_headers(ConfigObject& request) {
  for (const auto& [name, value] : request.members("headers")) {
    const auto source = value.text();
    auto text = source ? read_text(value, *source, Slot::header) : std::nullopt;
    if (!text) continue;
    if (!http::SharedFields::make({{name, "x"}}))
      value.complain(ConfigProblem("a header of that name can't be sent"));
    const bool secret = has_secret(*text);
    state_.headers.push_back({name, std::move(*text), secret});
  }
  std::vector<http::Field> fields;
  if (!has_field(state_.headers, "Accept")) fields.emplace_back("Accept", "application/json");
  if (state_.body && !has_field(state_.headers, "Content-Type"))
    fields.emplace_back("Content-Type", "application/json");
  if (auto shared = http::SharedFields::make(std::move(fields))) state_.fields = std::move(*shared);
}

void ContactRequestReader::read_condition(ConfigObject& request) {
  const auto value = request.find("condition");
  const auto text = value ? value->non_empty_text() : std::nullopt;
  if (!text) return;
  ContactConditionFault fault;
  state_.condition = ContactCondition::parse(*text, patterns_, fault);
  if (state_.condition) return;
  ConfigProblem problem(std::move(fault.problem));
  problem.nearest = std::move(fault.nearest);
  problem.offset = fault.offset;
  value->complain(std::move(problem));
}

void ContactRequestReader::read_times(ConfigObject& request) {
  state_.timeout = read_seconds(request, "timeout", most_timeout, false).value_or(default_timeout);
  const auto delay = read_seconds(request, "delay", most_delay, true);
  const auto most = read_seconds(request, "delayMax", most_delay, true);
  state_.delay = delay.value_or(0ms);
  state_.delay_max = most.value_or(state_.delay);
  if (request.has("delayMax") && !request.has("delay"))
    request.complain("delayMax", ConfigProblem("needs a \"delay\" to begin from"));
  else if (most && state_.delay_max < state_.delay)
    request.complain("delayMax", ConfigProblem("is less than \"delay\""));
}

void ContactRequestReader::read_way(ConfigObject& request) {
  state_.block = request.boolean("block", false);
  state_.verify = request.boolean("verify", true);
  state_.proxy = request.text("proxy", "auto");
  http::ProxyOptions proxy;
  proxy.url = state_.proxy;
  if (state_.proxy == "auto" || state_.proxy == "no" || (!proxy.url.empty() && proxy.check()))
    return;
  ConfigProblem problem;
  problem.expected = "auto, no or the address of a proxy, http://proxy.example:3128";
  request.complain("proxy", std::move(problem));
}

}  // namespace crmlink
