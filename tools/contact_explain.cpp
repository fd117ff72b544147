#include "contact_explain.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <ostream>
#include <random>
#include <string>

#include "crmlink/contact/contact_explanation.hpp"
#include "json_output.hpp"
#include "table.hpp"
#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

namespace json = boost::json;

json::array json_of(const ContactExplanation::Texts& texts, const char* name) {
  json::array array;
  for (const auto& [key, value] : texts)
    array.emplace_back(json::object{{name, key}, {"value", value}});
  return array;
}

json::array json_of(const std::vector<ExplainedContactFilter>& filters) {
  json::array array;
  for (const auto& filter : filters)
    array.emplace_back(json::object{{"name", filter.name},
                                    {"wanted", filter.wanted},
                                    {"found", text_or_null(filter.found)},
                                    {"fits", filter.fits}});
  return array;
}

json::array json_of(const std::vector<ExplainedContactAbsence>& absent) {
  json::array array;
  for (const auto& each : absent)
    array.emplace_back(
        json::object{{"placeholder", each.reference}, {"places", json_list(each.places)}});
  return array;
}

json::value json_of_condition(const ContactExplanation& explained) {
  if (explained.condition.empty()) return nullptr;
  return json::object{{"text", explained.condition},
                      {"holds", explained.verdict.holds},
                      {"value", text_or_null(explained.verdict.value)},
                      {"problem", text_or_null(explained.verdict.problem)}};
}

json::value json_of_authentication(const ContactExplanation& explained) {
  if (explained.authentication.empty()) return nullptr;
  return json::object{{"type", explained.authentication},
                      {"credential", explained.credential},
                      {"client_id", text_or_null(explained.client_id)},
                      {"access_token_url", text_or_null(explained.token_url)},
                      {"scope", text_or_null(explained.scope)}};
}

bool is_sent(const ContactExplanation& explained) {
  return explained.mismatch.empty() && explained.verdict.holds && !explained.failure;
}

void print_as_json(const ContactExplanation& explained, std::ostream& out) {
  json::object document;
  document["name"] = explained.name;
  document["sent"] = is_sent(explained);
  document["mismatch"] = text_or_null(explained.mismatch);
  document["filters"] = json_of(explained.filters);
  document["condition"] = json_of_condition(explained);
  document["echo"] = explained.echo;
  document["method"] = explained.method;
  document["url"] = text_or_null(explained.url);
  document["params"] = json_of(explained.params, "name");
  document["headers"] = json_of(explained.headers, "name");
  document["body"] = text_or_null(explained.body);
  document["absent"] = json_of(explained.absent);
  document["authentication"] = json_of_authentication(explained);
  document["credentials"] = json_list(explained.credentials);
  document["delay_ms"] = explained.delay.count();
  document["delay_max_ms"] = explained.delay_max.count();
  document["timeout_ms"] = explained.timeout.count();
  document["proxy"] = explained.proxy;
  document["verify"] = explained.verify;
  document["waits"] = explained.blocks;
  document["save"] = json_of(explained.saves, "key");
  document["set"] = json_of(explained.sets, "key");
  document["agent_view"] = json_list(explained.agent_view);
  document["statistics_view"] = json_list(explained.statistics_view);
  document["failure"] =
      explained.failure ? json::value(explained.failure.message()) : json::value();
  print_json(out, document);
}

std::string joined(const std::vector<std::string>& texts, std::string_view none) {
  std::string all;
  for (const auto& text : texts)
    all.append(all.empty() ? "" : ", ").append(text);
  return all.empty() ? std::string(none) : all;
}

std::string milliseconds(std::chrono::milliseconds time) {
  return std::to_string(time.count()) + " ms";
}

void print_verdict(const ContactExplanation& explained, Console& console) {
  const auto& style = console.out_style;
  auto& out = console.out << style.bold(printable(explained.name)) << ": ";
  if (!explained.mismatch.empty())
    out << style.yellow("not for this event: " + explained.mismatch);
  else if (!explained.verdict.problem.empty())
    out << style.yellow("not sent: its condition can't be evaluated");
  else if (!explained.verdict.holds)
    out << style.yellow("not sent: its condition doesn't hold");
  else if (explained.failure)
    out << style.red("it can't be sent");
  else
    out << style.green(explained.echo ? "answered by its own body, without a network"
                                      : "sent at this event");
  out << '\n';
}

void print_filters(const ContactExplanation& explained, Console& console) {
  Table table({{"filter"}, {"wanted"}, {"this event"}, {""}});
  for (const auto& filter : explained.filters)
    table.add({filter.name, filter.wanted, filter.found.empty() ? "-" : filter.found,
               filter.fits ? "" : "doesn't fit"});
  console.out << '\n' << table.to_string(console.out_style);
}

void print_condition(const ContactExplanation& explained, bool drawn, std::ostream& out) {
  if (explained.condition.empty()) return;
  const auto& verdict = explained.verdict;
  out << "\ncondition  " << printable_lines(explained.condition) << "\n           ";
  if (!verdict.problem.empty())
    out << "can't be evaluated, so doesn't hold: " << printable(verdict.problem);
  else
    out << (verdict.holds ? "holds" : "doesn't hold") << ": it is " << printable(verdict.value);
  out << (drawn ? ", this time: it draws a random number\n" : "\n");
}

void print_request(const ContactExplanation& explained, Console& console) {
  if (explained.failure) return;
  const auto& style = console.out_style;
  auto& out = console.out;
  out << '\n' << style.bold(explained.method + ' ' + printable(explained.url)) << '\n';
  for (const auto& [name, value] : explained.headers) {
    out << printable(name) << ": " << printable(value);
    if (name == "Authorization" && !explained.credential.empty())
      out << style.dim("  (credential " + printable(explained.credential) + ")");
    out << '\n';
  }
  if (!explained.body.empty())
    out << '\n' << printable_lines(indented_json(explained.body)) << '\n';
}

void print_absent(const ContactExplanation& explained, Console& console) {
  if (explained.absent.empty()) return;
  Table table({{"absent"}, {"where"}});
  for (const auto& each : explained.absent)
    table.add({'{' + each.reference + '}', joined(each.places, "")});
  console.out << '\n' << table.to_string(console.out_style);
}

void print_values(const char* title, const ContactExplanation::Texts& values, Console& console) {
  if (values.empty()) return;
  Table table({{title}, {"from"}});
  for (const auto& [key, value] : values)
    table.add({key, value});
  console.out << '\n' << table.to_string(console.out_style);
}

std::string authentication_of(const ContactExplanation& explained) {
  if (explained.authentication.empty()) return "none";
  auto text = explained.authentication + ", credential " + explained.credential;
  if (explained.token_url.empty()) return text;
  text += ", client " + explained.client_id + ", token from " + explained.token_url;
  return explained.scope.empty() ? text : text + ", scope " + explained.scope;
}

std::string delay_of(const ContactExplanation& explained) {
  if (explained.delay_max.count() == 0) return "none";
  auto text = milliseconds(explained.delay);
  return explained.delay_max == explained.delay
             ? text
             : text + " to " + milliseconds(explained.delay_max) + ", drawn each time";
}

std::string proxy_of(const ContactExplanation& explained) {
  if (explained.proxy == "auto") return "as the client's";
  return explained.proxy == "no" ? "none" : explained.proxy;
}

void print_settings(const ContactExplanation& explained, std::ostream& out) {
  const auto line = [&out](std::string_view title, const std::string& value) {
    out << title << std::string(12 - title.size(), ' ') << printable(value) << '\n';
  };
  out << '\n';
  line("login", authentication_of(explained));
  line("delay", delay_of(explained));
  line("timeout", milliseconds(explained.timeout));
  line("proxy", proxy_of(explained));
  line("verify", explained.verify ? "yes" : "no: whoever stands between reads and changes all");
  line("waits", explained.blocks ? "yes: the call waits for the reply" : "no: the call goes on");
  line("agent sees", joined(explained.agent_view, "nothing"));
  line("stored", joined(explained.statistics_view, "nothing"));
}

}  // namespace

bool explain_contact(const ContactLookupConfig& config, const Variables& scopes, bool as_json,
                     Console& console) {
  std::random_device device;
  bool drawn = false;
  ContactConditionWorld world;
  world.now = std::chrono::system_clock::now();
  world.random = [&] {
    drawn = true;
    return std::uniform_real_distribution<double>()(device);
  };
  const auto explained = explain_contact_lookup(config, scopes, world);
  if (as_json) {
    print_as_json(explained, console.out);
    return !explained.failure;
  }
  print_verdict(explained, console);
  print_request(explained, console);
  print_filters(explained, console);
  print_condition(explained, drawn, console.out);
  print_absent(explained, console);
  print_values("saved", explained.saves, console);
  print_values("set", explained.sets, console);
  print_settings(explained, console.out);
  if (explained.failure)
    console.err << console.err_style.red("can't be sent: ")
                << printable(explained.failure.message()) << '\n';
  return !explained.failure;
}

}  // namespace crmlink::tool
