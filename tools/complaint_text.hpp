#pragma once

#include <string>
#include <string_view>

#include "crmlink/core/complaint.hpp"
#include "crmlink/core/error.hpp"
#include "style.hpp"

namespace crmlink::tool {

/// Returns what is wrong, without file, pointer, line and column: `expected a number from 1 to
/// 60000, found 0`.
std::string message_without_place(Complaint complaint);

/// Returns an error as a message; what is wrong with a file or an argument without the words for
/// that code: `out.csv: it can't be written`.
std::string reason_text(const Error& error);

/// Returns a line that editors jump from: `dip.json:4:17: /timeout_ms: expected …, found …`.
std::string editor_line(std::string_view file, const Complaint& complaint, const Style& style);

}  // namespace crmlink::tool
