#include "dip/request_parameter_reader.hpp"

#include <algorithm>
#include <utility>

#include "core/nearest.hpp"
#include "crmlink/dip/call_data.hpp"
#include "dip/sip.hpp"
#include "text/encode.hpp"
#include "text/names.hpp"
#include "text/template_reader.hpp"

namespace crmlink {
namespace {

std::string json_string(std::string_view text) {
  std::string json = "\"";
  text::encode_json(text, json);
  return json += '"';
}

bool is_control(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

std::string braced(std::string_view name) {
  return '{' + std::string(name) + '}';
}

template <class Names>
ConfigProblem unknown(std::string what, std::string_view name, const Names& known) {
  ConfigProblem problem("unknown " + std::move(what) + " \"" + std::string(name) + '"');
  NearestName nearest(name);
  for (const auto candidate : known)
    nearest.offer(candidate);
  problem.nearest = nearest.result();
  return problem;
}

}  // namespace

void RequestParameterReader::read(ConfigObject& root, DataDipConfig::State& state) {
  auto objects = root.objects("request_parameters", 1);
  std::vector<std::optional<std::string>> references;
  for (auto& object : objects) {
    auto parameter = read_one(object);
    check_key(object, parameter, state.request_parameters);
    references.push_back(reference_of(object, parameter));
    state.request_parameters.push_back(std::move(parameter));
  }
  // Only now every SIP header is known that a template may name.
  for (std::size_t i = 0; i < objects.size(); ++i)
    if (references[i])
      state.compiled.push_back(compile(objects[i], state.request_parameters[i], *references[i]));
}

RequestParameter RequestParameterReader::read_one(ConfigObject& object) {
  RequestParameter parameter;
  parameter.key = object.required_text("key");
  if (const auto type = object.required_choice(
          "type", {"standard", "sip_header", "session", "static", "template"}))
    parameter.type = static_cast<RequestParameterType>(*type);
  parameter.keep_empty = object.boolean("keep_empty", false);
  if (const auto value = object.require("value", "a text")) {
    const bool may_be_empty =
        parameter.keep_empty && parameter.type == RequestParameterType::static_text;
    parameter.value = (may_be_empty ? value->text() : value->non_empty_text()).value_or("");
  }
  object.reject_unknown();
  return parameter;
}

void RequestParameterReader::check_key(const ConfigObject& object,
                                       const RequestParameter& parameter,
                                       const std::vector<RequestParameter>& earlier) const {
  const bool repeated = std::any_of(
      earlier.begin(), earlier.end(),
      [&parameter](const RequestParameter& other) { return other.key == parameter.key; });
  if (repeated && !parameter.key.empty())
    object.complain("key", ConfigProblem("the key \"" + parameter.key + "\" is there already"));
}

/// Returns the template behind a parameter's value; std::nullopt after a complaint.
std::optional<std::string> RequestParameterReader::reference_of(const ConfigObject& object,
                                                                const RequestParameter& parameter) {
  if (parameter.value.empty() && parameter.type != RequestParameterType::static_text)
    return std::nullopt;
  switch (parameter.type) {
    case RequestParameterType::standard:
      return standard_reference(object, parameter.value);
    case RequestParameterType::sip_header:
      return sip_reference(object, parameter.value);
    case RequestParameterType::session:
      return session_reference(object, parameter.value);
    case RequestParameterType::static_text:
    case RequestParameterType::text_template:
      break;
  }
  return parameter.value;
}

std::optional<std::string> RequestParameterReader::standard_reference(const ConfigObject& object,
                                                                      std::string_view name) const {
  std::vector<std::string_view> names;
  for (const auto& known : standard_parameters()) {
    if (text::same_name(known.name, name)) return braced(known.variable);
    names.push_back(known.name);
  }
  auto problem = unknown("standard parameter", name, names);
  problem.expected = "External Number, Caller ID, DNIS, Tag or Location";
  object.complain("value", std::move(problem));
  return std::nullopt;
}

std::optional<std::string> RequestParameterReader::sip_reference(const ConfigObject& object,
                                                                 std::string_view name) {
  if (text::same_name(name, from_caller_id)) return braced(from_caller_id_variable);
  if (!is_sip_header_name(name)) {
    std::vector<std::string_view> names(usual_sip_headers.begin(), usual_sip_headers.end());
    names.push_back(from_caller_id);
    auto problem = unknown("SIP header", name, names);
    problem.expected = "the name of a header, or \"From (Caller ID only)\"";
    object.complain("value", std::move(problem));
    return std::nullopt;
  }
  const auto variable = sip_header_variable(name);
  vocabulary_.add(variable);
  return braced(variable);
}

std::optional<std::string> RequestParameterReader::session_reference(const ConfigObject& object,
                                                                     std::string_view name) const {
  const bool sayable = std::none_of(name.begin(), name.end(),
                                    [](char c) { return is_control(c) || c == '"' || c == '\\'; });
  if (sayable) return braced(std::string(session_scope) + "[\"" + std::string(name) + "\"]");
  object.complain(
      "value", ConfigProblem("a session parameter's name has no quotes, backslashes and controls"));
  return std::nullopt;
}

CompiledParameter RequestParameterReader::compile(ConfigObject& object,
                                                  const RequestParameter& parameter,
                                                  std::string_view reference) const {
  CompiledParameter compiled;
  compiled.key_json = json_string(parameter.key) + ':';
  if (parameter.type == RequestParameterType::static_text) {
    compiled.fixed_json = json_string(parameter.value);
    return compiled;
  }
  TextTemplate::Options options(Slot::json_text, vocabulary_);
  if (parameter.type == RequestParameterType::text_template) options.functions = &functions_;
  const auto place = object.find("value");
  if (auto value = text::read_template(*place, reference, options))
    compiled.value = std::move(*value);
  return compiled;
}

}  // namespace crmlink
