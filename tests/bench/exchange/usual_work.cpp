#include "exchange/usual_work.hpp"

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <utility>
#include <vector>

namespace crmlink::bench {
namespace {

namespace json = boost::json;

struct Template {
  std::string_view key;
  std::string_view text;
};

constexpr std::array<Template, 6> templates = {{
    {"phone_number", "{ANI}"},
    {"dnis", "{DNIS}"},
    {"call_id", "call-{CALL_ID}"},
    {"queue", "{QUEUE_NAME} ({DNIS})"},
    {"caller", "{FROM}"},
    {"source", "{TAG|ivr}"},
}};

// `{NAME}` or `{NAME|otherwise}`.
void append_reference(std::string_view reference, const UsualVariables& variables,
                      std::string& out) {
  const auto bar = reference.find('|');
  const auto found = variables.find(std::string(reference.substr(0, bar)));
  if (found != variables.end())
    out += found->second;
  else if (bar != std::string_view::npos)
    out += reference.substr(bar + 1);
}

std::string expand(std::string_view text, const UsualVariables& variables) {
  std::string out;
  for (;;) {
    const auto open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    const auto close = text.find('}', open);
    append_reference(text.substr(open + 1, close - open - 1), variables, out);
    text.remove_prefix(close + 1);
  }
}

struct Parameter {
  std::string name;
  std::string value;
  bool display_to_agent = false;
  bool save_to_database = false;
};

void read_parameters(const json::value& reply) {
  std::vector<Parameter> parameters;
  for (const auto& [name, value] : reply.at("parameters").as_object()) {
    const auto& members = value.as_object();
    parameters.push_back({std::string(name), std::string(members.at("value").as_string()),
                          members.at("displayToAgent").as_string() == "true",
                          members.at("saveToDatabase").as_string() == "true"});
  }
  ReplyCheck check;
  for (const auto& parameter : parameters)
    check.parameter(parameter.name, parameter.value, parameter.display_to_agent,
                    parameter.save_to_database);
  check.end(Work::dip);
}

void read_account(const json::value& reply) {
  const auto& item = reply.at("data").at("items").at(0);
  const auto text = [](const json::value& value) { return std::string(value.as_string()); };
  const std::vector<std::string> fields{text(item.at("id")),
                                        text(item.at("name")),
                                        text(item.at("phones").at(0).at("number")),
                                        text(item.at("company").at("name")),
                                        text(item.at("company").at("segment")),
                                        text(item.at("owner").at("email")),
                                        text(item.at("status")),
                                        text(reply.at("meta").at("page"))};
  ReplyCheck check;
  for (const auto& field : fields)
    check.field(field);
  check.end(Work::crm_call);
}

}  // namespace

UsualVariables usual_variables() {
  UsualVariables variables;
  for (const auto& fact : call_facts())
    variables.emplace(fact.name, fact.value);
  return variables;
}

std::string usual_body(const UsualVariables& variables) {
  json::object body;
  for (const auto& parameter : templates)
    body[parameter.key] = expand(parameter.text, variables);
  return json::serialize(body);
}

void usual_reply(Work work, const std::string& body) {
  const auto reply = json::parse(body);
  if (work == Work::dip)
    read_parameters(reply);
  else
    read_account(reply);
}

}  // namespace crmlink::bench
