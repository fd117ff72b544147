#include "crmlink/crm/generic_crm_endpoint.hpp"

#include <string>
#include <utility>

#include "crm/endpoint_state.hpp"
#include "crm/reply_reader.hpp"
#include "crm/upload_plan.hpp"
#include "crm/upload_state.hpp"
#include "crmlink/crm/crm_variables.hpp"

namespace crmlink {
namespace {

Error not_formed(CrmOperation operation, std::string_view variable) {
  ErrorInfo info(Errc::invalid_value);
  info.where = to_string(operation);
  info.detail = "the request isn't formed: {" + std::string(variable) + "} is absent";
  return info;
}

std::string describe_rules(const std::vector<MatchRule>& rules) {
  std::string words;
  for (const auto& rule : rules)
    words.append(words.empty() ? "" : " or ")
        .append(rule.field.to_string())
        .append(" = ")
        .append(rule.value.source());
  return words;
}

/// Returns a session's variables with phone numbers and comments as the CRM wants them.
Variables as_wanted(const GenericCrmEndpoint::State& endpoint, const Variables& variables) {
  const auto use = is_find(endpoint.operation) ? PhoneUse::search : PhoneUse::create;
  auto written = variables;
  for (const auto* const name : {"PHONE_NUMBER", "OUTBOUND_PHONE_NUMBER"})
    if (const auto* const number = variables.text(name))
      written.set(name, endpoint.phones->numbers->format(*number, endpoint.phones->format, use));
  const auto* const comment = endpoint.html ? variables.text("COMMENT_BODY") : nullptr;
  if (comment) written.set("COMMENT_BODY", to_crm_html(*comment));
  return written;
}

}  // namespace

GenericCrmEndpoint::GenericCrmEndpoint(std::shared_ptr<const State> state) noexcept
    : state_(std::move(state)) {}

CrmOperation GenericCrmEndpoint::operation() const noexcept {
  return state_->operation;
}

http::Method GenericCrmEndpoint::method() const noexcept {
  return state_->method;
}

std::string_view GenericCrmEndpoint::url() const noexcept {
  return state_->url.source();
}

std::string_view GenericCrmEndpoint::missing(const Variables& variables) const noexcept {
  if (const auto absent = state_->url.missing(variables); !absent.empty()) return absent;
  return variables.contains(state_->subject) ? std::string_view() : state_->subject;
}

Result<http::Request> GenericCrmEndpoint::plan(const Variables& session) const {
  const auto variables = as_wanted(*state_, session);
  const auto where = to_string(state_->operation);
  if (const auto absent = missing(variables); !absent.empty())
    return not_formed(state_->operation, absent);
  std::string text;
  if (const auto formed = state_->url.expand(variables, text); !formed)
    return formed.error().within(where);
  auto url = http::Url::parse(text);
  if (!url) return url.error().within(where);
  http::Request request(state_->method, std::move(*url));
  request.shared_fields = state_->fields;
  for (const auto& header : state_->headers) {
    std::string value;
    const auto presence = header.value.expand(variables, value);
    if (!presence) return presence.error().within(where);
    if (*presence == Presence::present) request.fields.emplace_back(header.name, std::move(value));
  }
  if (state_->body)
    if (const auto body = state_->body->render(variables, request.body); !body)
      return body.error().within(where);
  if (is_find(state_->operation)) request.repeatable = true;
  return request;
}

Result<http::Request> GenericCrmEndpoint::plan_upload(const Variables& variables,
                                                      const CrmFile& file) const {
  if (!state_->upload) return Errc::invalid_argument;
  auto with_file = variables;
  with_file.set("FILE_NAME", file.name);
  with_file.set("FILE_TYPE", file.media_type);
  with_file.set("FILE_KIND", to_string(file.kind));
  auto request = plan(with_file);
  if (!request) return request;
  if (const auto body = plan_upload_body(*state_, as_wanted(*state_, with_file), file, *request);
      !body)
    return body.error().within(to_string(state_->operation));
  return request;
}

bool GenericCrmEndpoint::can_match(const Variables& variables) const {
  return state_->verify.empty() || crmlink::can_match(state_->verify, variables);
}

bool GenericCrmEndpoint::hears(CrmEventKind kind) const noexcept {
  return state_->events.hears(kind);
}

std::string GenericCrmEndpoint::text_of(const CrmEvent& event, const Variables& variables) const {
  return state_->events.text_of(event, variables);
}

std::string GenericCrmEndpoint::describe_reply() const {
  std::string words;
  const auto add = [&words](std::string_view what, const std::string& how) {
    words.append(words.empty() ? "" : "; ").append(what).append(how);
  };
  if (is_find(state_->operation) || is_create(state_->operation)) {
    const auto object = state_->location.to_string();
    add("id at ", object + (object.empty() ? "" : ".") + state_->id.to_string());
  }
  if (!state_->id_header.empty()) add("or in the header ", state_->id_header);
  if (state_->not_found) add("not found: ", state_->not_found.describe());
  if (state_->conflict) add("exists already: ", state_->conflict.describe());
  if (state_->failure) add("failed: ", state_->failure.describe());
  if (!state_->verify.empty()) add("must match: ", describe_rules(state_->verify));
  if (!state_->conflict_verify.empty())
    add("that account must match: ", describe_rules(state_->conflict_verify));
  if (state_->upload && state_->upload->has_id)
    add("attachment id at ", state_->upload->attachment_id.to_string());
  if (state_->upload && state_->upload->has_link)
    add("its link at ", state_->upload->attachment_link.to_string());
  if (state_->upload && state_->upload->then)
    add("then ", std::string(to_string(state_->upload->then->method)) + ' ' +
                     std::string(state_->upload->then->url.source()));
  return words.empty() ? "any 2xx" : words;
}

CrmReply GenericCrmEndpoint::read(const http::Response& response,
                                  const Variables& variables) const {
  return CrmReplyReader(*state_, response, variables).read();
}

}  // namespace crmlink
