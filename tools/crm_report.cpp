#include "crm_report.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <ostream>
#include <string>

#include "json_output.hpp"
#include "number_text.hpp"
#include "table.hpp"
#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

std::string note_of(const CrmStep& step) {
  std::string note = step.note;
  const auto add = [&note](const std::string& text) {
    note.append(note.empty() ? "" : "; ").append(text);
  };
  if (step.unverified != 0)
    add(std::to_string(step.unverified) + " of " + std::to_string(step.candidates) +
        " matches didn't verify");
  else if (step.candidates > 1)
    add(std::to_string(step.candidates) + " matches");
  return note;
}

void print_steps(const CrmOutcome& outcome, std::ostream& out, const Style& style) {
  Table table({{"step"},
               {"verdict"},
               {"status", Align::right},
               {"ms", Align::right},
               {"request"},
               {"note"}});
  for (const auto& step : outcome.steps) {
    const bool asked = !step.url.empty();
    const auto method = std::string(to_string(step.method)) + ' ';
    table.add(
        {std::string(to_string(step.operation)), asked ? std::string(to_string(step.verdict)) : "-",
         step.status == 0 ? "-" : std::to_string(step.status),
         asked ? milliseconds(step.elapsed) : "-", asked ? method + step.url : "-", note_of(step)});
  }
  if (!table.empty()) out << '\n' << table.to_string(style);
}

boost::json::object json_of_step(const CrmStep& step) {
  boost::json::object object;
  object["operation"] = to_string(step.operation);
  object["asked"] = !step.url.empty();
  object["verdict"] = to_string(step.verdict);
  object["method"] = to_string(step.method);
  object["url"] = text_or_null(step.url);
  object["http_status"] = step.status;
  object["attempts"] = step.attempts;
  object["candidates"] = step.candidates;
  object["unverified"] = step.unverified;
  object["elapsed_us"] =
      std::chrono::duration_cast<std::chrono::microseconds>(step.elapsed).count();
  object["note"] = text_or_null(step.note);
  object["error"] = step.error ? boost::json::value(step.error.message()) : nullptr;
  return object;
}

}  // namespace

void print_crm(std::string_view what, const CrmOutcome& outcome, std::ostream& out,
               const Style& style) {
  const auto status = to_string(outcome.status);
  const bool bad = outcome.status == CrmStatus::failed || outcome.status == CrmStatus::cancelled;
  out << style.bold(what) << ": "
      << (outcome.succeeded() ? style.green(status)
          : bad               ? style.red(status)
                              : style.yellow(status))
      << '\n';
  if (!outcome.id.empty()) out << "id    " << printable(outcome.id) << '\n';
  if (!outcome.url.empty()) out << "page  " << printable(outcome.url) << '\n';
  if (outcome.status == CrmStatus::ambiguous)
    for (const auto& object : outcome.objects)
      out << "match " << printable(object.id()) << '\n';
  if (outcome.error) {
    out << style.red("reason: ") << printable(outcome.error.message()) << '\n';
    if (!outcome.error.server_text().empty())
      out << "the CRM said: " << printable(outcome.error.server_text()) << '\n';
  }
  print_steps(outcome, out, style);
}

void print_crm_as_json(std::string_view what, const CrmOutcome& outcome, std::ostream& out) {
  boost::json::object document;
  document["operation"] = what;
  document["status"] = to_string(outcome.status);
  document["succeeded"] = outcome.succeeded();
  document["id"] = text_or_null(outcome.id);
  document["url"] = text_or_null(outcome.url);
  boost::json::array objects;
  for (const auto& object : outcome.objects) {
    boost::json::object each;
    each["id"] = object.id();
    each["value"] = object.value() ? *object.value() : boost::json::value();
    objects.emplace_back(std::move(each));
  }
  document["objects"] = std::move(objects);
  document["error"] = outcome.error ? boost::json::value(outcome.error.message()) : nullptr;
  boost::json::array steps;
  for (const auto& step : outcome.steps)
    steps.emplace_back(json_of_step(step));
  document["steps"] = std::move(steps);
  print_json(out, document);
}

}  // namespace crmlink::tool
