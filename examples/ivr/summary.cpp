#include "summary.hpp"

#include <algorithm>
#include <utility>

namespace ivr {

using crmlink::DataDipStatus;

Latencies::Latencies(std::vector<std::chrono::nanoseconds> times) : times_(std::move(times)) {
  std::sort(times_.begin(), times_.end());
}

std::chrono::nanoseconds Latencies::percentile(std::size_t percent) const {
  if (times_.empty()) return std::chrono::nanoseconds(0);
  const auto rank = (times_.size() * percent + 99) / 100;
  return times_[std::max<std::size_t>(rank, 1) - 1];
}

std::size_t Summary::count(CallEnd end) const {
  const auto found = ends.find(end);
  return found == ends.end() ? 0 : found->second;
}

std::size_t Summary::failed_dips() const {
  std::size_t failed = 0;
  for (const auto& [status, times] : dips)
    if (status != DataDipStatus::ok && status != DataDipStatus::no_match) failed += times.size();
  return failed;
}

Latencies Summary::all_dips() const {
  std::vector<std::chrono::nanoseconds> all;
  for (const auto& [status, times] : dips)
    all.insert(all.end(), times.begin(), times.end());
  return Latencies(std::move(all));
}

Summary summarise(const std::vector<CallRecord>& records, std::size_t started) {
  Summary summary;
  summary.calls = started;
  summary.not_started = records.size() - started;
  for (std::size_t i = 0; i < started; ++i) {
    const auto& record = records[i];
    ++summary.ends[record.end];
    if (!record.queue.empty()) ++summary.queues[record.queue];
    summary.heard_tone += record.heard_tone ? 1 : 0;
    for (const auto& dip : record.dips) {
      const auto& diagnostics = dip.diagnostics();
      summary.dips[dip.status()].push_back(diagnostics.total);
      if (!dip.succeeded()) ++summary.reasons[dip.reason()];
      summary.replays += diagnostics.attempts > 1 ? 1 : 0;
    }
  }
  return summary;
}

std::string_view to_string(CallEnd end) {
  switch (end) {
    case CallEnd::none:
      return "under way";
    case CallEnd::transferred:
      return "transferred";
    case CallEnd::hung_up:
      return "hung up by the flow";
    case CallEnd::abandoned:
      return "abandoned by the caller";
    case CallEnd::stopped:
      return "stopped";
    case CallEnd::lost:
      return "LOST";
  }
  return "unknown";
}

}  // namespace ivr
