#include "load_report.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <ostream>
#include <utility>
#include <vector>

#include "json_output.hpp"
#include "number_text.hpp"
#include "table.hpp"
#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t bar_width = 40;

struct Quantile {
  const char* title;
  const char* key;
  double share;
};
constexpr std::array<Quantile, 4> quantiles = {
    {{"p50", "p50", 0.5}, {"p90", "p90", 0.9}, {"p99", "p99", 0.99}, {"p99.9", "p99_9", 0.999}}};

double seconds(nanoseconds elapsed) {
  return std::chrono::duration<double>(elapsed).count();
}

std::int64_t microseconds(nanoseconds elapsed) {
  return std::chrono::duration_cast<std::chrono::microseconds>(elapsed).count();
}

double rate_of(std::uint64_t count, nanoseconds elapsed) {
  return elapsed.count() <= 0 ? 0 : static_cast<double>(count) / seconds(elapsed);
}

/// A bar of the histogram: the dips that took at most `limit` and longer than the bar before.
struct Bar {
  nanoseconds limit;
  std::uint64_t dips;
};

// Limits of 1, 2, 5, 10, 20, 50 ... microseconds, from the first bar that has a dip to the last.
std::vector<Bar> bars_of(const LatencyHistogram& latencies) {
  std::vector<Bar> bars;
  std::uint64_t before = 0;
  for (nanoseconds decade{1000}; before < latencies.count(); decade *= 10)
    for (const int step : {1, 2, 5}) {
      const auto upto = latencies.count_up_to(decade * step);
      if (!bars.empty() || upto != 0) bars.push_back({decade * step, upto - before});
      before = upto;
      if (upto == latencies.count()) break;
    }
  return bars;
}

std::string bar_text(std::uint64_t count, std::uint64_t most) {
  const auto width = (count * bar_width + most - 1) / most;
  std::string bar;
  for (std::uint64_t i = 0; i < width; ++i)
    bar += "\u2588";
  return bar;
}

void print_summary(const LoadPlan& plan, const LoadResult& result, std::ostream& out,
                   const Style& style) {
  const auto failed = result.failed();
  const auto failures = grouped(failed) + " failed";
  out << style.bold(printable(plan.config.name())) << ": " << grouped(result.dips()) << " dips in "
      << fixed(seconds(result.elapsed), 1) << " s, "
      << fixed(rate_of(result.dips(), result.elapsed), 1) << "/s";
  if (plan.rate > 0) out << " of " << fixed(plan.rate, 1) << "/s";
  out << ", " << (failed == 0 ? style.green(failures) : style.red(failures)) << '\n';
  out << "POST " << printable(plan.config.masked_url()) << ", at most "
      << grouped(result.most_under_way) << " under way, " << grouped(result.on_new_connection)
      << " on a new connection\n";
  if (result.interrupted)
    out << style.yellow("interrupted: ") << grouped(result.cut_short) << " dips cancelled\n";
}

void print_latencies(const LatencyHistogram& latencies, std::ostream& out, const Style& style) {
  Table table({{"latency"}, {"ms", Align::right}});
  table.add({"fastest", milliseconds(latencies.fastest())});
  for (const auto& quantile : quantiles)
    table.add({quantile.title, milliseconds(latencies.quantile(quantile.share))});
  table.add({"slowest", milliseconds(latencies.slowest())});
  out << '\n' << table.to_string(style);
}

void print_statuses(const LoadResult& result, std::ostream& out, const Style& style) {
  Table table({{"status"}, {"dips", Align::right}, {"%", Align::right}, {"first reason"}});
  for (std::size_t i = 0; i < result.ended.size(); ++i) {
    const auto& ended = result.ended[i];
    if (ended.count == 0) continue;
    const double share =
        100 * static_cast<double>(ended.count) / static_cast<double>(result.dips());
    table.add({std::string(to_string(static_cast<DataDipStatus>(i))), grouped(ended.count),
               fixed(share, 2), ended.reason});
  }
  out << '\n' << table.to_string(style);
}

void print_histogram(const LatencyHistogram& latencies, std::ostream& out, const Style& style) {
  const auto bars = bars_of(latencies);
  std::uint64_t most = 1;
  for (const auto& bar : bars)
    most = std::max(most, bar.dips);
  Table table({{"up to ms", Align::right}, {"dips", Align::right}, {""}});
  for (const auto& bar : bars)
    table.add({fixed(seconds(bar.limit) * 1000, 3), grouped(bar.dips), bar_text(bar.dips, most)});
  out << '\n' << table.to_string(style);
}

boost::json::object json_of_latencies(const LatencyHistogram& latencies) {
  boost::json::object object;
  object["fastest"] = microseconds(latencies.fastest());
  object["mean"] = microseconds(latencies.mean());
  for (const auto& quantile : quantiles)
    object[quantile.key] = microseconds(latencies.quantile(quantile.share));
  object["slowest"] = microseconds(latencies.slowest());
  return object;
}

boost::json::array json_of_statuses(const LoadResult& result) {
  boost::json::array list;
  for (std::size_t i = 0; i < result.ended.size(); ++i) {
    const auto& ended = result.ended[i];
    if (ended.count == 0) continue;
    boost::json::object object;
    object["status"] = to_string(static_cast<DataDipStatus>(i));
    object["dips"] = ended.count;
    object["first_reason"] =
        ended.reason.empty() ? boost::json::value() : boost::json::value(ended.reason);
    list.emplace_back(std::move(object));
  }
  return list;
}

boost::json::array json_of_histogram(const LatencyHistogram& latencies) {
  boost::json::array list;
  for (const auto& bar : bars_of(latencies))
    list.emplace_back(
        boost::json::object{{"up_to_us", microseconds(bar.limit)}, {"dips", bar.dips}});
  return list;
}

}  // namespace

void LiveLine::show(const LoadResult& result) {
  const auto rate = rate_of(result.dips() - dips_, result.elapsed - elapsed_);
  dips_ = result.dips();
  elapsed_ = result.elapsed;
  const auto& latencies = result.latencies;
  out_ << "\r\x1b[K" << fixed(seconds(result.elapsed), 1) << " s  " << fixed(rate, 0)
       << "/s  under way " << result.under_way << "  p50 " << milliseconds(latencies.quantile(0.5))
       << " ms  p99 " << milliseconds(latencies.quantile(0.99)) << " ms";
  for (std::size_t i = 0; i < result.ended.size(); ++i) {
    const auto status = static_cast<DataDipStatus>(i);
    const auto& ended = result.ended[i];
    if (ended.count == 0 || status == DataDipStatus::ok || status == DataDipStatus::no_match)
      continue;
    out_ << "  " << style_.red(std::string(to_string(status)) + " " + grouped(ended.count));
  }
  out_ << std::flush;
}

void LiveLine::clear() {
  out_ << "\r\x1b[K" << std::flush;
}

void print_load(const LoadPlan& plan, const LoadResult& result, std::ostream& out,
                const Style& style) {
  print_summary(plan, result, out, style);
  if (result.dips() == 0) return;
  print_latencies(result.latencies, out, style);
  print_statuses(result, out, style);
  print_histogram(result.latencies, out, style);
}

void print_load_as_json(const LoadPlan& plan, const LoadResult& result, std::ostream& out) {
  boost::json::object document;
  document["profile"] = plan.config.name();
  document["url"] = plan.config.masked_url();
  document["interrupted"] = result.interrupted;
  document["elapsed_us"] = microseconds(result.elapsed);
  document["target_rate"] = plan.rate > 0 ? boost::json::value(plan.rate) : boost::json::value();
  document["concurrency"] = plan.concurrency;
  document["rate"] = rate_of(result.dips(), result.elapsed);
  document["dips"] = result.dips();
  document["failed"] = result.failed();
  document["cut_short"] = result.cut_short;
  document["most_under_way"] = result.most_under_way;
  document["on_new_connection"] = result.on_new_connection;
  document["latency_us"] = json_of_latencies(result.latencies);
  document["statuses"] = json_of_statuses(result);
  document["histogram"] = json_of_histogram(result.latencies);
  print_json(out, document);
}

}  // namespace crmlink::tool
