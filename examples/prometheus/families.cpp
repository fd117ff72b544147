#include "families.hpp"

namespace exporter {
namespace {

using crmlink::LatencyHistogram;

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

// Every doubling from 128 microseconds to half a minute: 19 series for each histogram, and exact,
// for the library's own buckets end there, too.
constexpr std::chrono::microseconds least_bound{128};
constexpr std::chrono::seconds most_bound{34};

prometheus::ClientMetric::Histogram render(const LatencyHistogram& latencies) {
  prometheus::ClientMetric::Histogram histogram;
  histogram.sample_count = latencies.count();
  histogram.sample_sum = seconds(latencies.sum());
  for (std::chrono::nanoseconds bound = least_bound; bound < most_bound; bound *= 2)
    histogram.bucket.push_back({latencies.count_below(bound), seconds(bound)});
  return histogram;
}

}  // namespace

void Families::histogram(std::string_view name, std::string_view help, Labels labels,
                         const LatencyHistogram& latencies) {
  add(name, help, prometheus::MetricType::Histogram, labels).histogram = render(latencies);
}

void Families::phases(std::string_view name, std::string_view help,
                      std::pair<std::string_view, std::string_view> label,
                      const crmlink::PhaseLatencies& latencies) {
  for (std::size_t i = 0; i < crmlink::phase_count; ++i) {
    const auto phase = static_cast<crmlink::Phase>(i);
    if (latencies[phase].count() > 0)
      histogram(name, help, {label, {"phase", to_string(phase)}}, latencies[phase]);
  }
}

prometheus::ClientMetric& Families::add(std::string_view name, std::string_view help,
                                        prometheus::MetricType type, Labels labels) {
  auto found = families_.find(name);
  if (found == families_.end()) {
    found = families_.emplace(std::string(name), prometheus::MetricFamily()).first;
    found->second.name = std::string(name);
    found->second.help = std::string(help);
    found->second.type = type;
  }
  auto& metric = found->second.metric.emplace_back();
  for (const auto& [label, value] : labels)
    metric.label.push_back({std::string(label), std::string(value)});
  return metric;
}

std::vector<prometheus::MetricFamily> Families::take() {
  std::vector<prometheus::MetricFamily> all;
  all.reserve(families_.size());
  for (auto& [name, family] : families_)
    all.push_back(std::move(family));
  families_.clear();
  return all;
}

}  // namespace exporter
