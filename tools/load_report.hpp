#pragma once

#include <iosfwd>
#include <string>

#include "load_runner.hpp"
#include "style.hpp"

namespace crmlink::tool {

/// The load as it stands, in one line that overwrites the one before.
class LiveLine {
 public:
  LiveLine(std::ostream& out, const Style& style) : out_(out), style_(style) {}

  void show(const LoadResult& result);
  /// Takes the line away.
  void clear();

 private:
  std::ostream& out_;
  Style style_;
  std::uint64_t dips_ = 0;
  std::chrono::nanoseconds elapsed_{0};
};

/// Prints the load for people: rates, latencies, how dips ended, a histogram.
void print_load(const LoadPlan& plan, const LoadResult& result, std::ostream& out,
                const Style& style);
/// Prints the load as one JSON document.
void print_load_as_json(const LoadPlan& plan, const LoadResult& result, std::ostream& out);

}  // namespace crmlink::tool
