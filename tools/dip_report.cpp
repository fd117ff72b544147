#include "dip_report.hpp"

#include <algorithm>
#include <array>
#include <ostream>
#include <string>
#include <vector>

#include "number_text.hpp"
#include "table.hpp"
#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

using std::chrono::nanoseconds;

std::string coloured(const DataDipOutcome& outcome, const Style& style) {
  const auto status = to_string(outcome.status());
  return outcome.succeeded() ? style.green(status) : style.red(status);
}

std::string connection_of(const DataDipOutcome& outcome) {
  if (outcome.peer().empty()) return "none";
  return outcome.diagnostics().reused_connection ? "kept-alive" : "new";
}

std::string yes_or_no(bool value) {
  return value ? "yes" : "no";
}

void print_exchange(const DataDipOutcome& outcome, std::ostream& out) {
  if (outcome.source() == DataDipSource::cache) {
    out << "served from the profile's cache, said " << milliseconds(outcome.age()) << " ms ago\n";
    return;
  }
  const auto& diagnostics = outcome.diagnostics();
  out << "POST " << printable(outcome.url());
  if (diagnostics.http_status != 0) out << ": " << diagnostics.http_status;
  if (!outcome.peer().empty()) out << " from " << printable(outcome.peer());
  out << ", connection: " << connection_of(outcome)
      << ", delivery: " << to_string(diagnostics.delivery);
  if (diagnostics.attempts > 1) out << ", sent " << diagnostics.attempts << " times";
  out << '\n';
}

void print_failure(const DataDipOutcome& outcome, std::ostream& out, const Style& style) {
  if (!outcome.error()) return;  // Not so for a stale reply, which succeeds since another failed.
  out << style.red("reason: ") << printable(outcome.reason()) << '\n';
  if (!outcome.reply_excerpt().empty())
    out << "the service said: " << printable(outcome.reply_excerpt()) << '\n';
}

void print_parameters(const DataDipOutcome& outcome, std::ostream& out, const Style& style) {
  Table table({{"parameter"}, {"value"}, {"agent"}, {"database"}, {"source"}});
  for (const auto& parameter : outcome.parameters())
    table.add({std::string(parameter.name), std::string(parameter.value),
               yes_or_no(parameter.display_to_agent), yes_or_no(parameter.save_to_database),
               parameter.from_fallback ? "fallback" : "reply"});
  if (table.empty())
    out << "\nno parameters\n";
  else
    out << '\n' << table.to_string(style);
}

void print_dropped(const DataDipDiagnostics& diagnostics, std::ostream& out) {
  const auto& dropped = diagnostics.dropped;
  const std::array<std::pair<std::size_t, std::string_view>, 7> reasons{
      {{dropped.not_allowed, "not in the allow-list"},
       {dropped.wrong_type, "of another type than allowed"},
       {dropped.too_long, "too long"},
       {dropped.malformed, "malformed"},
       {dropped.invalid_name, "with an invalid name"},
       {dropped.too_many, "over the profile's max_parameters"},
       {diagnostics.null_parameters, "null, so not set"}}};
  std::string text;
  for (const auto& [count, reason] : reasons)
    if (count != 0)
      text.append(text.empty() ? "dropped: " : ", ")
          .append(std::to_string(count))
          .append(" ")
          .append(reason);
  if (!text.empty()) out << text << '\n';
}

void print_phases(const DataDipDiagnostics& diagnostics, std::ostream& out, const Style& style) {
  Table table({{"phase"}, {"ms", Align::right}});
  for (std::size_t i = 1; i < phase_count; ++i) {
    const auto phase = static_cast<Phase>(i);
    if (const auto elapsed = diagnostics.elapsed[phase]; elapsed.count() != 0)
      table.add({std::string(to_string(phase)), milliseconds(elapsed)});
  }
  table.add({"total", milliseconds(diagnostics.total)});
  out << '\n' << table.to_string(style);
}

void print_dip(const DipRun& run, std::ostream& out, const Style& style) {
  const auto& outcome = run.outcome;
  out << style.bold(printable(outcome.profile())) << ": " << coloured(outcome, style) << " in "
      << milliseconds(outcome.diagnostics().total) << " ms\n";
  print_exchange(outcome, out);
  print_failure(outcome, out, style);
  if (run.slow) out << "slow: announcement and tone would have started\n";
  print_parameters(outcome, out, style);
  print_dropped(outcome.diagnostics(), out);
  print_phases(outcome.diagnostics(), out, style);
}

void print_runs(std::span<const DipRun> runs, std::ostream& out, const Style& style) {
  Table table({{"dip", Align::right}, {"status"}, {"connection"}, {"ms", Align::right}});
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto& outcome = runs[i].outcome;
    table.add({std::to_string(i + 1), std::string(to_string(outcome.status())),
               connection_of(outcome), milliseconds(outcome.diagnostics().total)});
  }
  out << '\n' << table.to_string(style);
}

void print_spread(std::span<const DipRun> runs, std::ostream& out) {
  std::vector<nanoseconds> totals;
  std::size_t reused = 0;
  for (const auto& run : runs) {
    totals.push_back(run.outcome.diagnostics().total);
    if (run.outcome.diagnostics().reused_connection) ++reused;
  }
  std::sort(totals.begin(), totals.end());
  out << runs.size() << " dips, " << reused << " on a kept-alive connection; fastest "
      << milliseconds(totals.front()) << " ms, median " << milliseconds(totals[totals.size() / 2])
      << " ms, slowest " << milliseconds(totals.back()) << " ms\n";
}

}  // namespace

void print_dips(std::span<const DipRun> runs, std::ostream& out, const Style& style) {
  if (runs.empty()) return;
  print_dip(runs.back(), out, style);
  if (runs.size() == 1) return;
  print_runs(runs, out, style);
  print_spread(runs, out);
}

}  // namespace crmlink::tool
