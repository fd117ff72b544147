#include "crm/endpoint_reader.hpp"

#include <string>
#include <utility>

#include "core/nearest.hpp"
#include "crm/event_reader.hpp"
#include "crm/upload_reader.hpp"
#include "crmlink/http/url.hpp"
#include "text/json_writer.hpp"
#include "text/names.hpp"
#include "text/template_reader.hpp"

namespace crmlink {
namespace {

constexpr std::size_t format_property = 0;
constexpr std::size_t format_container = 1;
constexpr std::size_t format_body = 2;
constexpr std::size_t format_multipart = 3;
constexpr std::size_t format_raw = 4;

/// A parameter of a request: its key, its place for complaints, its template or its fixed JSON.
struct Parameter {
  std::string key;
  std::optional<ConfigValue> value;
  bool keep_empty = false;
};

Parameter read_parameter(ConfigObject& object) {
  Parameter parameter;
  parameter.key = object.required_text("key");
  parameter.value = object.require("value", "a text, a number or a boolean");
  parameter.keep_empty = object.boolean("keep_empty", false);
  if (parameter.value && !parameter.value->is_text() &&
      (parameter.value->is_array() || parameter.value->is_object())) {
    ConfigProblem problem;
    problem.expected = "a text, a number or a boolean";
    parameter.value->complain(std::move(problem));
    parameter.value = std::nullopt;
  }
  object.reject_unknown();
  return parameter;
}

constexpr auto* only_in_container = "only the format \"container\" has one";

/// Complains about a member that makes no sense beside others.
void refuse(ConfigObject& object, std::string_view key, const char* why) {
  if (object.has(key)) object.complain(key, ConfigProblem(why));
  object.also_known(key);
}

std::string fixed_json(const ConfigValue& value) {
  std::string json;
  text::write_json(value.json(), json);
  return json;
}

JsonPath read_path(ConfigObject& object, std::string_view key, std::string_view fallback) {
  auto path = JsonPath::parse(object.text(key, fallback));
  if (path) return std::move(*path);
  object.complain(key, ConfigProblem(std::string(path.error().detail())));
  return {};
}

http::ReplyTest read_test(ConfigObject& object, std::string_view key) {
  const auto value = object.find(key);
  return value ? http::ReplyTest::read(*value) : http::ReplyTest();
}

bool is_safe(const text::UrlTemplate& url, bool allow_insecure) {
  const auto origin = http::Url::parse(url.origin());
  return !origin || origin->is_https() || origin->is_loopback() || allow_insecure;
}

/// Returns how a value is compared by what it is made of.
std::size_t usual_comparison(std::string_view value) noexcept {
  if (text::same_name(value, "{EMAIL}") || text::same_name(value, "{SDK_EMAIL}"))
    return static_cast<std::size_t>(MatchAs::email);
  const bool phone = text::same_name(value, "{PHONE_NUMBER}") ||
                     text::same_name(value, "{OUTBOUND_PHONE_NUMBER}") ||
                     text::same_name(value, "{SDK_PHONE}");
  return static_cast<std::size_t>(phone ? MatchAs::phone : MatchAs::text);
}

/// Returns the variable that an operation is about; empty: it may do without.
std::string_view subject_of(CrmOperation operation) noexcept {
  using enum CrmOperation;
  if (operation == find_account_by_id) return "ACCOUNT_ID";
  const bool of_record =
      operation == update_record || operation == comment || operation == upload_file;
  return of_record ? "RECORD_ID" : "";
}

bool mentions(const GenericCrmEndpoint::State& state, std::string_view variable) {
  bool found = false;
  const auto look = [&](const TextTemplate& text) {
    text.for_each_reference(
        [&](std::string_view reference) { found = found || text::same_name(reference, variable); });
  };
  state.url.for_each_template(look);
  if (state.body) state.body->for_each_template(look);
  if (!state.upload) return found;
  for (const auto& field : state.upload->form)
    look(field.value);
  return found || (state.upload->then && state.upload->then->subject == variable);
}

http::SharedFields json_fields(bool body) {
  std::vector<http::Field> fields{{"Accept", "application/json"}};
  if (body) fields.emplace_back("Content-Type", "application/json");
  auto shared = http::SharedFields::make(std::move(fields));
  return shared ? *shared : http::SharedFields();
}

}  // namespace

std::shared_ptr<const GenericCrmEndpoint::State> CrmEndpointReader::read(
    CrmOperation operation, ConfigObject& object) const {
  auto state = read_exchange(operation, object);
  if (operation == CrmOperation::comment || operation == CrmOperation::update_record)
    CrmEventReader(vocabulary_, functions_).read(object, *state);
  object.reject_unknown();
  return state;
}

std::shared_ptr<GenericCrmEndpoint::State> CrmEndpointReader::read_exchange(
    CrmOperation operation, ConfigObject& object) const {
  auto state = std::make_shared<State>();
  state->operation = operation;
  state->phones = phones_;
  read_url(object, *state);
  read_request(object, *state);
  read_subject(object, *state);
  read_headers(object, *state);
  read_reply(object, *state);
  return state;
}

TextTemplate::Options CrmEndpointReader::options(Slot slot) const {
  TextTemplate::Options made(slot, vocabulary_);
  made.functions = &functions_;
  return made;
}

void CrmEndpointReader::read_url(ConfigObject& object, State& state) const {
  const auto value = object.require("url", "an absolute https URL");
  const auto source = value ? value->non_empty_text() : std::nullopt;
  if (!source) return;
  auto url = text::UrlTemplate::read(*value, *source, vocabulary_);
  if (!url) return;
  if (!is_safe(*url, allow_insecure_))
    value->complain(
        ConfigProblem("plain http would send credentials and callers in the clear; use https, or "
                      "say \"allow_insecure\": true"));
  state.url = std::move(*url);
}

void CrmEndpointReader::read_request(ConfigObject& object, State& state) const {
  constexpr std::array methods{http::Method::get, http::Method::post, http::Method::put,
                               http::Method::patch};
  if (const auto method = object.required_choice("method", {"GET", "POST", "PUT", "PATCH"}))
    state.method = methods.at(*method);
  if (state.method == http::Method::get)
    read_query(object, state);
  else
    read_body(object, state);
  state.fields = json_fields(state.body && state.operation != CrmOperation::upload_file);
  if (state.operation == CrmOperation::upload_file && !state.upload &&
      state.method == http::Method::get)
    object.complain("method", ConfigProblem("an upload needs a method with a body"));
}

void CrmEndpointReader::read_query(ConfigObject& object, State& state) const {
  for (auto& member : object.objects("parameters")) {
    const auto parameter = read_parameter(member);
    if (!parameter.value) continue;
    const bool is_text = parameter.value->is_text();
    const auto source =
        is_text ? parameter.value->text().value_or("") : fixed_json(*parameter.value);
    if (auto value = text::read_template(*parameter.value, source, options(Slot::url_query)))
      state.url.add_query(parameter.key, std::move(*value), parameter.keep_empty);
  }
  for (const auto* const key : {"format", "container", "body"})
    refuse(object, key, "a GET has no body: its parameters go into the query");
}

void CrmEndpointReader::read_body(ConfigObject& object, State& state) const {
  const auto format = object.choice("format", {"property", "container", "body", "multipart", "raw"},
                                    format_property);
  if (state.operation == CrmOperation::upload_file) return read_upload(object, format, state);
  if (format >= format_multipart)
    object.complain("format", ConfigProblem("only an upload has that format"));
  else
    read_json_body(object, format, state);
}

void CrmEndpointReader::read_json_body(ConfigObject& object, std::size_t format,
                                       State& state) const {
  if (format == format_body) {
    if (const auto body = object.require("body", "JSON with templates in it"))
      state.body = text::JsonTemplate::read(*body, options(Slot::json));
    refuse(object, "parameters", "with the format \"body\", the body is all that is sent");
    return refuse(object, "container", only_in_container);
  }
  refuse(object, "body", "only the format \"body\" has it");
  if (format != format_container) refuse(object, "container", only_in_container);
  auto members = read_members(object);
  state.body =
      format == format_container ? in_container(object, std::move(members)) : std::move(members);
}

void CrmEndpointReader::read_upload(ConfigObject& object, std::size_t format, State& state) const {
  const CrmUploadReader reader(vocabulary_, functions_);
  auto upload = std::make_shared<UploadState>();
  if (format == format_multipart) {
    upload->format = UploadFormat::multipart;
    reader.read_form(object, *upload);
  } else if (format == format_raw) {
    upload->format = UploadFormat::raw;
    refuse(object, "parameters", "with the format \"raw\", the file is all that is sent");
  } else {
    read_json_body(object, format, state);
  }
  if (format >= format_multipart)
    for (const auto* const key : {"body", "container"})
      refuse(object, key, "this format has none");
  reader.read_rest(object, *upload);
  // Like an update: it has a record, and no file.
  if (auto then = object.optional_object("then")) {
    upload->then = read_exchange(CrmOperation::update_record, *then);
    then->reject_unknown();
  }
  state.upload = std::move(upload);
}

text::JsonTemplate CrmEndpointReader::read_members(ConfigObject& object) const {
  text::JsonTemplate members;
  for (auto& each : object.objects("parameters")) {
    const auto parameter = read_parameter(each);
    if (!parameter.value) continue;
    text::JsonTemplate value;
    if (!parameter.value->is_text()) {
      value = text::JsonTemplate::fixed(fixed_json(*parameter.value));
    } else {
      auto compiled = text::read_template(*parameter.value, parameter.value->text().value_or(""),
                                          options(Slot::json));
      if (!compiled) continue;
      value = text::JsonTemplate::text(std::move(*compiled), parameter.keep_empty);
    }
    if (!parameter.key.empty() && !members.put(parameter.key, std::move(value)))
      each.complain("key", ConfigProblem("the key \"" + parameter.key + "\" is there already"));
  }
  return members;
}

text::JsonTemplate CrmEndpointReader::in_container(ConfigObject& object,
                                                   text::JsonTemplate members) const {
  auto container = object.required_object("container");
  const auto name = container.required_text("name");
  if (container.choice("type", {"map", "array"}, 0) == 1)
    members = text::JsonTemplate::array_of(std::move(members));
  container.reject_unknown();
  text::JsonTemplate around;
  around.put(name, std::move(members));
  return around;
}

void CrmEndpointReader::read_subject(const ConfigObject& object, State& state) {
  const auto subject = subject_of(state.operation);
  if (!subject.empty() && mentions(state, subject)) state.subject = subject;
  if (state.operation == CrmOperation::find_account_by_id && state.subject.empty() && state.url &&
      state.url.source().find('{') == std::string::npos)
    object.complain("url", ConfigProblem("the URL or the body must have {ACCOUNT_ID}"));
}

void CrmEndpointReader::read_headers(ConfigObject& object, State& state) const {
  for (const auto& [name, value] : object.members("headers")) {
    const auto source = value.non_empty_text();
    auto compiled =
        source ? text::read_template(value, *source, options(Slot::header)) : std::nullopt;
    if (!compiled) continue;
    if (!http::SharedFields::make({{name, "x"}}))
      value.complain(ConfigProblem("a header of that name can't be sent"));
    state.headers.push_back({name, std::move(*compiled)});
  }
}

void CrmEndpointReader::read_reply(ConfigObject& object, State& state) const {
  state.location = read_path(object, "response", "");
  state.id = read_path(object, "id", "id");
  state.id_header = object.text("id_header", "");
  state.failure = read_test(object, "failure");
  if (is_find(state.operation)) {
    state.not_found = read_test(object, "not_found");
    read_choice(object, state);
    read_verify(object, state.verify);
  }
  if (is_create(state.operation)) read_conflict(object, state);
}

void CrmEndpointReader::read_choice(ConfigObject& object, State& state) const {
  state.on_multiple =
      static_cast<OnMultiple>(object.choice("on_multiple", {"first", "newest", "ask", "none"}, 0));
  state.newest_by = read_path(object, "newest_by", "");
  if (state.on_multiple == OnMultiple::newest && state.newest_by.empty())
    object.complain("on_multiple", ConfigProblem("\"newest\" needs \"newest_by\", a field"));
}

void CrmEndpointReader::read_conflict(ConfigObject& object, State& state) const {
  auto conflict = object.optional_object("conflict");
  if (!conflict) return;
  state.conflict_id = read_path(*conflict, "id", "");
  if (const auto when = conflict->require("when", "a test of the reply"))
    state.conflict = http::ReplyTest::read(*when);
  state.conflict_id_after = conflict->text("id_after", "");
  read_verify(*conflict, state.conflict_verify);
  if (!state.conflict_verify.empty() && state.operation != CrmOperation::create_account)
    conflict->complain("verify_match", ConfigProblem("only accounts are verified by their id"));
  if (state.conflict_id.empty())
    conflict->complain("", ConfigProblem("\"id\" says where the reply has the object's id"));
  conflict->reject_unknown();
}

void CrmEndpointReader::read_verify(ConfigObject& object, std::vector<MatchRule>& rules) const {
  const auto value = object.find("verify_match");
  if (!value) return;
  if (!value->is_array()) {
    if (auto rule = read_rule(*value)) rules.push_back(std::move(*rule));
    return;
  }
  for (const auto& each : value->items(1))
    if (auto rule = read_rule(each)) rules.push_back(std::move(*rule));
}

std::optional<MatchRule> CrmEndpointReader::read_rule(const ConfigValue& value) const {
  auto object = value.object();
  if (!object) return std::nullopt;
  object->required_text("field");
  MatchRule rule;
  rule.field = read_path(*object, "field", "");
  const auto wanted = object->require("value", "what was searched for, such as {PHONE_NUMBER}");
  const auto source = wanted ? wanted->non_empty_text() : std::nullopt;
  rule.as = static_cast<MatchAs>(
      object->choice("as", {"text", "email", "phone"}, usual_comparison(source.value_or(""))));
  object->reject_unknown();
  auto compiled =
      source ? text::read_template(*wanted, *source, options(Slot::plain)) : std::nullopt;
  if (!compiled) return std::nullopt;
  rule.value = std::move(*compiled);
  return rule;
}

}  // namespace crmlink
