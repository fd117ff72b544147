#pragma once

#include <iosfwd>

#include "style.hpp"

namespace crmlink::tool {

/// What the tool's exit status says.
enum ExitStatus : int {
  fine = 0,
  complaints = 1,  ///< A configuration is wrong, or a request can't be made from it.
  usage = 2,       ///< Wrong arguments, or a file that can't be read.
  failed_dip = 3,  ///< The dip was made and failed.
};

/// Where a command reads and writes.
struct Console {
  Console(std::istream& input, std::ostream& output, std::ostream& errors)
      : in(input), out(output), err(errors) {}

  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  Style out_style;
  Style err_style;
  bool err_is_live = false;  ///< Whether a line on `err` can be overwritten.
  int err_descriptor = -1;   ///< What `err` writes to; -1: no descriptor.
};

}  // namespace crmlink::tool
