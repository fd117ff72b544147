#include "report.hpp"

#include <algorithm>
#include <cstdio>
#include <ostream>
#include <string>

#include "text_table.hpp"

namespace ivr {
namespace {

using crmlink::DataDipOutcome;
using crmlink::DataDipParameter;
using crmlink::DataDipStatus;

std::string milliseconds(std::chrono::nanoseconds time) {
  const auto value = std::chrono::duration<double, std::milli>(time).count();
  char text[32];
  const int size = std::snprintf(text, sizeof text, value < 100 ? "%.1f" : "%.0f", value);
  return std::string(text, static_cast<std::size_t>(size));
}

std::string share(std::size_t part, std::size_t whole) {
  char text[16];
  const auto percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  const int size = std::snprintf(text, sizeof text, "%.1f %%", percent);
  return std::string(text, static_cast<std::size_t>(size));
}

std::string_view sign_of(DataDipStatus status) {
  if (status == DataDipStatus::ok) return "✓";
  return status == DataDipStatus::no_match ? "○" : "✗";
}

Tone tone_of(DataDipStatus status) {
  if (status == DataDipStatus::ok) return Tone::good;
  return status == DataDipStatus::no_match ? Tone::doubtful : Tone::bad;
}

std::string words_of(DataDipStatus status) {
  if (status == DataDipStatus::no_match) return "no match";
  if (status == DataDipStatus::invalid_response) return "bad reply";
  if (status == DataDipStatus::http_status) return "HTTP error";
  return std::string(to_string(status));
}

/// `○✓ ok`: a sign for each dip, then how the last one ended.
Cell dips_cell(const CallRecord& record) {
  if (record.dips.empty()) return {"–", Tone::faint};
  std::string text = record.heard_tone ? "♪" : "";
  for (const auto& dip : record.dips)
    text += sign_of(dip.status());
  const auto& last = record.dips.back();
  const auto http_status = last.diagnostics().http_status;
  const bool refused = last.status() == DataDipStatus::http_status;
  text += ' ' + (refused ? "HTTP " + std::to_string(http_status) : words_of(last.status()));
  return {text, tone_of(last.status())};
}

Cell time_cell(const CallRecord& record) {
  std::chrono::nanoseconds total{0};
  for (const auto& dip : record.dips)
    total += dip.diagnostics().total;
  return milliseconds(total);
}

template <class Wanted>
Cell values_cell(const CallRecord& record, Wanted wanted) {
  std::string text;
  Tone tone = Tone::plain;
  if (!record.dips.empty()) {
    for (const auto& parameter : record.dips.back().parameters()) {
      if (!wanted(parameter)) continue;
      if (!text.empty()) text += ", ";
      text += printable(parameter.value);
      if (parameter.from_fallback) tone = Tone::bad;
    }
  }
  if (text.empty()) return {"–", Tone::faint};
  return {text, tone};
}

bool for_agent(const DataDipParameter& parameter) {
  return parameter.display_to_agent;
}
bool for_database(const DataDipParameter& parameter) {
  return parameter.save_to_database;
}
bool for_flow_alone(const DataDipParameter& parameter) {
  return !for_agent(parameter) && !for_database(parameter);
}

Cell end_cell(const CallRecord& record) {
  switch (record.end) {
    case CallEnd::transferred:
      return {"→ " + printable(record.queue)};
    case CallEnd::abandoned:
      return {"gave up", Tone::doubtful};
    case CallEnd::lost:
      return {"LOST: " + record.problem, Tone::bad};
    case CallEnd::hung_up:
      return {"hung up", Tone::faint};
    case CallEnd::none:
    case CallEnd::stopped:
      break;
  }
  return {std::string(to_string(record.end)), Tone::faint};
}

std::vector<Cell> row_of(const CallRecord& record) {
  const auto caller = record.call.caller.empty() ? "withheld" : printable(record.call.caller);
  return {Cell(std::to_string(record.number), Tone::faint),
          Cell(caller),
          dips_cell(record),
          time_cell(record),
          values_cell(record, for_flow_alone),
          values_cell(record, for_agent),
          values_cell(record, for_database),
          Cell(record.branch.empty() ? "–" : printable(record.branch)),
          end_cell(record)};
}

void print_ends(std::ostream& out, const Summary& summary, std::chrono::nanoseconds elapsed,
                const ReportLayout& layout) {
  const auto seconds = std::chrono::duration<double>(elapsed).count();
  char rate[48];
  (void)std::snprintf(rate, sizeof rate, " calls in %.1f s, %.1f a second", seconds,
                      static_cast<double>(summary.calls) / seconds);
  const auto title = std::to_string(summary.calls) + rate;
  out << (layout.colour ? painted(title, Tone::strong) : title) << '\n';
  for (const auto& [end, count] : summary.ends)
    out << "  " << to_string(end) << ' ' << count << '\n';
  if (summary.count(CallEnd::lost) == 0) out << "  lost 0\n";
  if (summary.not_started > 0) out << "  not started " << summary.not_started << '\n';
  if (summary.queues.empty()) return;
  out << "  queues:";
  for (const auto& [queue, count] : summary.queues)
    out << ' ' << printable(queue) << ' ' << count;
  out << '\n';
}

void print_reasons(std::ostream& out, const Summary& summary) {
  constexpr std::size_t most_reasons = 8;
  std::size_t printed = 0;
  for (const auto& [reason, count] : summary.reasons) {
    if (printed++ == most_reasons) break;
    out << (printed == 1 ? "\n" : "") << "✗ " << count << " × " << printable(reason) << '\n';
  }
  if (summary.reasons.size() > most_reasons)
    out << "… and " << summary.reasons.size() - most_reasons << " other reasons\n";
}

std::vector<Cell> latency_row(Cell title, const Latencies& times, std::size_t all) {
  return {std::move(title),
          Cell(std::to_string(times.count())),
          Cell(share(times.count(), all)),
          Cell(milliseconds(times.percentile(50))),
          Cell(milliseconds(times.percentile(90))),
          Cell(milliseconds(times.percentile(99))),
          Cell(milliseconds(times.percentile(100)))};
}

}  // namespace

void print_calls(std::ostream& out, const std::vector<CallRecord>& records, std::size_t started,
                 const ReportLayout& layout) {
  TextTable table({{"#", true},
                   {"caller"},
                   {"dips"},
                   {"ms", true},
                   {"for the flow", false, 8},
                   {"agent sees", false, 12},
                   {"stored", false, 7},
                   {"branch"},
                   {"end", false, 8}});
  const auto rows = layout.rows == 0 ? started : std::min(layout.rows, started);
  for (std::size_t i = 0; i < rows; ++i)
    table.add(row_of(records[i]));
  table.print(out, layout.width, layout.colour);
  if (rows < started) out << "… and " << started - rows << " more calls; --rows 0 shows them all\n";
  out << "\n✓ found  ○ no match  ✗ failed, and the call went on with the fallback values"
         "  ♪ a dip was slow: music\n";
}

void print_summary(std::ostream& out, const Summary& summary, std::chrono::nanoseconds elapsed,
                   const ReportLayout& layout) {
  print_ends(out, summary, elapsed, layout);
  const auto all = summary.all_dips();
  if (all.count() == 0) return;
  TextTable table({{"dips"},
                   {"count", true},
                   {"share", true},
                   {"p50 ms", true},
                   {"p90 ms", true},
                   {"p99 ms", true},
                   {"max ms", true}});
  for (const auto& [status, times] : summary.dips) {
    const Cell title(std::string(sign_of(status)) + ' ' + words_of(status), tone_of(status));
    table.add(latency_row(title, Latencies(times), all.count()));
  }
  table.add(latency_row(Cell("all"), all, all.count()));
  out << '\n';
  table.print(out, layout.width, layout.colour);
  print_reasons(out, summary);
  if (summary.heard_tone > 0)
    out << summary.heard_tone << " callers heard announcement and music during a slow dip\n";
  if (summary.replays > 0)
    out << summary.replays << " dips were sent again after a kept-alive connection broke\n";
}

}  // namespace ivr
