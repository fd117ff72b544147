#include "contact_report.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <ostream>
#include <string>

#include "json_output.hpp"
#include "number_text.hpp"
#include "table.hpp"
#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

namespace json = boost::json;

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts)
    all.append(all.empty() ? "" : ", ").append(text);
  return all.empty() ? "-" : all;
}

bool was_asked(const ContactStep& step) {
  return !step.url.empty();
}

std::string note_of(const ContactStep& step, bool background) {
  std::string note = step.note;
  const auto add = [&note](const std::string& text) {
    note.append(note.empty() ? "" : "; ").append(text);
  };
  if (step.delay.count() != 0) add("after " + milliseconds(step.delay) + " ms");
  if (!step.overwritten.empty()) add("overwrote " + joined(step.overwritten));
  if (background) add("the call went on meanwhile");
  return note;
}

void print_steps(const ContactRun& run, std::ostream& out, const Style& style) {
  Table table({{"lookup"},
               {"status"},
               {"http", Align::right},
               {"ms", Align::right},
               {"saved"},
               {"set"},
               {"note"}});
  for (const auto& step : run.outcome.steps)
    table.add({step.name, std::string(to_string(step.status)),
               step.http_status == 0 ? "-" : std::to_string(step.http_status),
               was_asked(step) ? milliseconds(step.elapsed) : "-", joined(step.saved),
               joined(step.set), note_of(step, run.background.contains(step.name))});
  out << table.to_string(style);
}

void print_errors(const ContactRun& run, std::ostream& out, const Style& style) {
  for (const auto& step : run.outcome.steps) {
    if (!step.error) continue;
    out << style.red(to_string(step.status)) << ": " << printable(step.error.message()) << '\n';
    if (!step.error.server_text().empty())
      out << "the server said: " << printable(step.error.server_text()) << '\n';
  }
}

void print_data(std::string_view title, const json::object& data, std::ostream& out,
                const Style& style) {
  out << style.bold(title) << ' ';
  if (data.empty())
    out << "nothing\n";
  else
    out << printable_lines(indented_json(json::serialize(data))) << '\n';
}

void print_view(std::string_view title, const AttachedData& view, const AttachedData& all,
                std::ostream& out, const Style& style) {
  if (!all.empty() && view.json() == all.json())
    out << style.bold(title) << " all of it\n";
  else
    print_data(title, view.json(), out, style);
}

void print_debug(const ContactRun& run, std::ostream& out, const Style& style) {
  for (const auto& step : run.outcome.steps)
    if (!step.debug.empty())
      print_data(printable("{debug} of " + step.name + ':'), step.debug.json(), out, style);
}

std::int64_t microseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

json::object json_of_step(const ContactStep& step, bool background) {
  json::object object;
  object["name"] = step.name;
  object["status"] = to_string(step.status);
  object["background"] = background;
  object["url"] = text_or_null(step.url);
  object["http_status"] = step.http_status;
  object["delay_us"] = microseconds(step.delay);
  object["elapsed_us"] = microseconds(step.elapsed);
  object["saved"] = json_list(step.saved);
  object["overwritten"] = json_list(step.overwritten);
  object["set"] = json_list(step.set);
  object["note"] = text_or_null(step.note);
  object["error"] = step.error ? json::value(step.error.message()) : json::value();
  object["server_text"] = text_or_null(step.error.server_text());
  object["debug"] = step.debug.empty() ? json::value() : json::value(step.debug.json());
  return object;
}

}  // namespace

void print_contact(const ContactRun& run, std::ostream& out, const Style& style) {
  print_steps(run, out, style);
  print_errors(run, out, style);
  out << '\n';
  print_data("attached data:", run.outcome.data.json(), out, style);
  print_view("the agent sees:", run.outcome.agent_view, run.outcome.data, out, style);
  print_view("stored:", run.outcome.statistics_view, run.outcome.data, out, style);
  print_data("set:", run.set, out, style);
  print_debug(run, out, style);
}

void print_contact_as_json(const ContactRun& run, std::ostream& out) {
  json::object document;
  json::array steps;
  for (const auto& step : run.outcome.steps)
    steps.emplace_back(json_of_step(step, run.background.contains(step.name)));
  document["cancelled"] = run.outcome.cancelled;
  document["steps"] = std::move(steps);
  document["data"] = run.outcome.data.json();
  document["agent_view"] = run.outcome.agent_view.json();
  document["statistics_view"] = run.outcome.statistics_view.json();
  document["set"] = run.set;
  print_json(out, document);
}

}  // namespace crmlink::tool
