#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <ostream>

#include "report.hpp"

namespace ivr {
namespace {

namespace json = boost::json;

std::int64_t microseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

json::object json_of(const crmlink::DataDipParameter& parameter) {
  return {{"name", parameter.name},
          {"value", parameter.value},
          {"display_to_agent", parameter.display_to_agent},
          {"save_to_database", parameter.save_to_database},
          {"from_fallback", parameter.from_fallback}};
}

json::object json_of(const crmlink::DataDipOutcome& dip) {
  const auto& diagnostics = dip.diagnostics();
  json::object object{{"status", to_string(dip.status())},
                      {"us", microseconds(diagnostics.total)},
                      {"phase", to_string(diagnostics.phase)},
                      {"attempts", diagnostics.attempts},
                      {"delivery", to_string(diagnostics.delivery)}};
  if (diagnostics.http_status != 0) object["http_status"] = diagnostics.http_status;
  if (!dip.succeeded()) object["reason"] = dip.reason();
  auto& parameters = object["parameters"].emplace_array();
  for (const auto& parameter : dip.parameters())
    parameters.push_back(json_of(parameter));
  return object;
}

json::object json_of(const CallRecord& record) {
  json::object object{{"number", record.number},
                      {"caller", record.call.caller},
                      {"dialed", record.call.dialed},
                      {"end", to_string(record.end)},
                      {"branch", record.branch},
                      {"queue", record.queue},
                      {"us", microseconds(record.duration)},
                      {"heard_tone", record.heard_tone}};
  if (!record.problem.empty()) object["problem"] = record.problem;
  auto& dips = object["dips"].emplace_array();
  for (const auto& dip : record.dips)
    dips.push_back(json_of(dip));
  return object;
}

json::object json_of(const Latencies& times) {
  return {{"count", times.count()},
          {"p50_us", microseconds(times.percentile(50))},
          {"p90_us", microseconds(times.percentile(90))},
          {"p99_us", microseconds(times.percentile(99))},
          {"max_us", microseconds(times.percentile(100))}};
}

json::object json_of(const Summary& summary, std::chrono::nanoseconds elapsed) {
  json::object object{{"calls", summary.calls},
                      {"not_started", summary.not_started},
                      {"transferred", summary.count(CallEnd::transferred)},
                      {"hung_up", summary.count(CallEnd::hung_up)},
                      {"abandoned", summary.count(CallEnd::abandoned)},
                      {"stopped", summary.count(CallEnd::stopped)},
                      {"lost", summary.count(CallEnd::lost)},
                      {"heard_tone", summary.heard_tone},
                      {"replays", summary.replays},
                      {"us", microseconds(elapsed)}};
  auto& queues = object["queues"].emplace_object();
  for (const auto& [queue, count] : summary.queues)
    queues[queue] = count;
  auto& dips = object["dips"].emplace_object();
  for (const auto& [status, times] : summary.dips)
    dips[to_string(status)] = json_of(Latencies(times));
  dips["all"] = json_of(summary.all_dips());
  return object;
}

}  // namespace

void print_json(std::ostream& out, const std::vector<CallRecord>& records, const Summary& summary,
                std::chrono::nanoseconds elapsed) {
  json::array calls;
  for (const auto& record : records)
    calls.push_back(json_of(record));
  out << json::serialize(json::object{{"summary", json_of(summary, elapsed)}, {"calls", calls}})
      << '\n';
}

}  // namespace ivr
