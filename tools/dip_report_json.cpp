#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <ostream>
#include <utility>

#include "dip_report.hpp"
#include "json_output.hpp"

namespace crmlink::tool {
namespace {

std::int64_t microseconds(std::chrono::nanoseconds elapsed) {
  return std::chrono::duration_cast<std::chrono::microseconds>(elapsed).count();
}

std::string_view name_of(ValueKind kind) noexcept {
  switch (kind) {
    case ValueKind::number:
      return "number";
    case ValueKind::boolean:
      return "boolean";
    case ValueKind::text:
      break;
  }
  return "text";
}

boost::json::object json_of_parameter(const DataDipParameter& parameter) {
  boost::json::object object;
  object["name"] = parameter.name;
  object["value"] = parameter.value;
  object["kind"] = name_of(parameter.kind);
  object["display_to_agent"] = parameter.display_to_agent;
  object["save_to_database"] = parameter.save_to_database;
  object["from_fallback"] = parameter.from_fallback;
  return object;
}

boost::json::object json_of_phases(const DataDipDiagnostics& diagnostics) {
  boost::json::object object;
  for (std::size_t i = 1; i < phase_count; ++i) {
    const auto phase = static_cast<Phase>(i);
    object[to_string(phase)] = microseconds(diagnostics.elapsed[phase]);
  }
  object["total"] = microseconds(diagnostics.total);
  return object;
}

boost::json::object json_of_dropped(const DroppedParameters& dropped) {
  boost::json::object object;
  object["not_allowed"] = dropped.not_allowed;
  object["wrong_type"] = dropped.wrong_type;
  object["too_long"] = dropped.too_long;
  object["malformed"] = dropped.malformed;
  object["invalid_name"] = dropped.invalid_name;
  object["too_many"] = dropped.too_many;
  return object;
}

boost::json::object json_of_run(const DipRun& run) {
  const auto& outcome = run.outcome;
  const auto& diagnostics = outcome.diagnostics();
  boost::json::array parameters;
  for (const auto& parameter : outcome.parameters())
    parameters.emplace_back(json_of_parameter(parameter));
  boost::json::object object;
  object["status"] = to_string(outcome.status());
  object["succeeded"] = outcome.succeeded();
  object["source"] = to_string(outcome.source());
  object["age_us"] = microseconds(outcome.age());
  object["reason"] = outcome.succeeded() ? nullptr : boost::json::value(outcome.reason());
  object["reply_excerpt"] =
      outcome.reply_excerpt().empty() ? nullptr : boost::json::value(outcome.reply_excerpt());
  object["parameters"] = std::move(parameters);
  object["http_status"] = diagnostics.http_status;
  object["phase"] = to_string(diagnostics.phase);
  object["delivery"] = to_string(diagnostics.delivery);
  object["attempts"] = diagnostics.attempts;
  object["reused_connection"] = diagnostics.reused_connection;
  object["peer"] = outcome.peer();
  object["slow"] = run.slow;
  object["dropped"] = json_of_dropped(diagnostics.dropped);
  object["null_parameters"] = diagnostics.null_parameters;
  object["elapsed_us"] = json_of_phases(diagnostics);
  return object;
}

}  // namespace

void print_dips_as_json(const DataDipConfig& config, std::span<const DipRun> runs,
                        std::ostream& out) {
  boost::json::array list;
  for (const auto& run : runs)
    list.emplace_back(json_of_run(run));
  boost::json::object document;
  document["profile"] = config.name();
  document["url"] = config.masked_url();
  document["succeeded"] = std::all_of(runs.begin(), runs.end(),
                                      [](const DipRun& run) { return run.outcome.succeeded(); });
  document["dips"] = std::move(list);
  print_json(out, document);
}

}  // namespace crmlink::tool
