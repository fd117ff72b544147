#pragma once

#include <prometheus/metric_family.h>

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crmlink/core/latency_histogram.hpp"
#include "crmlink/core/phase_latencies.hpp"

namespace exporter {

/// Label names and values of one sample.
using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// Collects samples by metric, whatever the order in which they come.
class Families {
 public:
  template <class Number>
  void counter(std::string_view name, std::string_view help, Labels labels, Number value) {
    add(name, help, prometheus::MetricType::Counter, labels).counter.value =
        static_cast<double>(value);
  }
  template <class Number>
  void gauge(std::string_view name, std::string_view help, Labels labels, Number value) {
    add(name, help, prometheus::MetricType::Gauge, labels).gauge.value = static_cast<double>(value);
  }
  void histogram(std::string_view name, std::string_view help, Labels labels,
                 const crmlink::LatencyHistogram& latencies);
  /// Adds a histogram of each phase that any operation entered, as `name` with a label `phase`.
  void phases(std::string_view name, std::string_view help,
              std::pair<std::string_view, std::string_view> label,
              const crmlink::PhaseLatencies& latencies);

  std::vector<prometheus::MetricFamily> take();

 private:
  prometheus::ClientMetric& add(std::string_view name, std::string_view help,
                                prometheus::MetricType type, Labels labels);

  std::map<std::string, prometheus::MetricFamily, std::less<>> families_;
};

}  // namespace exporter
