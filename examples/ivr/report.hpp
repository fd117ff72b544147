#pragma once

#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <vector>

#include "call.hpp"
#include "summary.hpp"

namespace ivr {

/// How a report is laid out.
struct ReportLayout {
  std::size_t rows = 25;    ///< The most calls in the table; zero: all.
  std::size_t width = 100;  ///< Columns of the terminal.
  bool colour = false;
};

/// Prints a table with a row for each call.
void print_calls(std::ostream& out, const std::vector<CallRecord>& records, std::size_t started,
                 const ReportLayout& layout);
/// Prints how the calls ended, and count and times of the dips.
void print_summary(std::ostream& out, const Summary& summary, std::chrono::nanoseconds elapsed,
                   const ReportLayout& layout);
/// Prints everything as one JSON document.
void print_json(std::ostream& out, const std::vector<CallRecord>& records, const Summary& summary,
                std::chrono::nanoseconds elapsed);

}  // namespace ivr
