#include "crmlink/contact/contact_explanation.hpp"

#include <algorithm>
#include <boost/json/object.hpp>

#include "contact/contact_config_state.hpp"
#include "contact/contact_filters.hpp"
#include "contact/contact_names.hpp"
#include "contact/contact_plan.hpp"
#include "crmlink/core/secret.hpp"
#include "text/absent_references.hpp"
#include "text/encode.hpp"

namespace crmlink {
namespace {

using State = ContactLookupConfig::State;
using Texts = ContactExplanation::Texts;

void explain_filters(const ContactLookupConfig& config, const Variables& scopes,
                     ContactExplanation& result) {
  result.mismatch = config.mismatch(scopes);
  for (const auto filter : contact::filters) {
    ExplainedContactFilter explained;
    explained.name = contact::to_string(filter);
    explained.wanted = contact::wanted_by(filter, config);
    explained.found = contact::found_by(filter, scopes);
    explained.fits = contact::passes(filter, config, scopes);
    result.filters.push_back(std::move(explained));
  }
}

void explain_condition(const State& state, const Variables& scopes,
                       const ContactConditionWorld& world, ContactExplanation& result) {
  result.verdict.holds = true;
  if (!state.condition) return;
  result.condition = state.condition->source();
  result.verdict = state.condition->evaluate(scopes, world);
}

void explain_authentication(const State& state, ContactExplanation& result) {
  result.credentials = state.credentials;
  if (state.auth.kind == http::AuthKind::none) return;
  result.credential = state.credential;
  const bool basic = state.auth.kind == http::AuthKind::basic;
  result.authentication = basic ? "basic" : "oauth";
  if (basic) return;
  result.client_id = state.auth.oauth.client_id;
  result.token_url = state.auth.oauth.token_url.masked();
  result.scope = state.auth.oauth.scope;
}

/// Collects the placeholders without a value, and where they stand.
class Absences {
 public:
  explicit Absences(const Variables& variables) : variables_(variables) {}

  void look_at(const TextTemplate& text, const std::string& place) {
    for (const auto& reference : text::absent_references(text, variables_))
      if (contact::credential_of(reference).empty()) add(contact::spell_back(reference), place);
  }
  std::vector<ExplainedContactAbsence> take() { return std::move(found_); }

 private:
  void add(const std::string& reference, const std::string& place) {
    auto at = std::find_if(found_.begin(), found_.end(), [&](const ExplainedContactAbsence& each) {
      return each.reference == reference;
    });
    if (at == found_.end()) at = found_.emplace(at);
    at->reference = reference;
    if (std::find(at->places.begin(), at->places.end(), place) == at->places.end())
      at->places.push_back(place);
  }

  const Variables& variables_;
  std::vector<ExplainedContactAbsence> found_;
};

std::vector<ExplainedContactAbsence> absences_of(const State& state, const Variables& scopes) {
  const auto variables = contact::complete(state, scopes);
  Absences absences(variables);
  const auto vocabulary = contact::request_vocabulary();
  // The URL's own text: the template has the parameters, too.
  if (const auto url = TextTemplate::parse(state.url.source(), {Slot::plain, vocabulary}))
    absences.look_at(*url, "url");
  for (const auto& param : state.params)
    absences.look_at(param.value, "param " + param.name);
  for (const auto& header : state.headers)
    absences.look_at(header.value, "header " + header.name);
  if (state.body)
    state.body->for_each_template(
        [&](const TextTemplate& text) { absences.look_at(text, "body"); });
  return absences.take();
}

/// Returns a URL in which a mask is spelled like everywhere else.
std::string with_plain_masks(std::string url) {
  std::string encoded;
  text::encode_url(masked_secret, encoded);
  for (auto at = url.find(encoded); at != std::string::npos; at = url.find(encoded, at + 1))
    url.replace(at, encoded.size(), masked_secret);
  return url;
}

Texts headers_of(const State& state, const http::Request& request) {
  Texts headers;
  if (state.auth.kind != http::AuthKind::none && !state.echo) {
    const auto* const scheme = state.auth.kind == http::AuthKind::basic ? "Basic " : "Bearer ";
    headers.emplace_back("Authorization", scheme + std::string(masked_secret));
  }
  for (const auto& field : request.shared_fields.list())
    headers.emplace_back(field.name, field.value);
  for (const auto& field : request.fields)
    headers.emplace_back(field.name, field.value);
  // Planned without credentials: what stands in them is a mask.
  for (const auto& field : request.secret_fields)
    if (const auto masked = field.value.resolve())
      headers.emplace_back(field.name, masked->reveal());
  return headers;
}

void explain_request(const State& state, const Variables& scopes, ContactExplanation& result) {
  result.echo = state.echo;
  result.method = http::to_string(state.method);
  result.absent = absences_of(state, scopes);
  auto plan = contact::make_plan(state, scopes, ContactCredentials());
  if (!plan) {
    result.failure = plan.error().within(state.name);
    return;
  }
  result.url = with_plain_masks(std::string(plan->shown.at("url").get_string()));
  for (const auto& [name, value] : plan->shown.at("query_params").get_object())
    result.params.emplace_back(name, value.get_string());
  result.headers = headers_of(state, plan->request);
  result.body = std::move(plan->request.body);
}

Texts leaves_of(const std::optional<text::JsonTemplate>& value) {
  Texts leaves;
  if (!value) return leaves;
  value->for_each_leaf([&leaves](const std::string& path, std::string_view source) {
    leaves.emplace_back(path, contact::spell_back(std::string(source)));
  });
  return leaves;
}

}  // namespace

ContactExplanation explain_contact_lookup(const ContactLookupConfig& config,
                                          const Variables& scopes,
                                          const ContactConditionWorld& world) {
  const auto& state = *config.state();
  ContactExplanation result;
  result.name = state.name;
  explain_filters(config, scopes, result);
  explain_condition(state, scopes, world, result);
  explain_request(state, scopes, result);
  explain_authentication(state, result);
  result.delay = state.delay;
  result.delay_max = state.delay_max;
  result.timeout = state.timeout;
  result.proxy = state.proxy;
  result.verify = state.verify;
  result.blocks = config.blocks();
  result.saves = leaves_of(state.save);
  result.sets = leaves_of(state.set);
  result.agent_view = state.agent_view;
  result.statistics_view = state.statistics_view;
  return result;
}

Vocabulary contact_vocabulary() {
  Vocabulary known;
  contact::for_each_member([&known](std::string_view name) { known.add(name); });
  return known;
}

}  // namespace crmlink
