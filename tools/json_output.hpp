#pragma once

#include <boost/json/fwd.hpp>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/complaint.hpp"

namespace crmlink::tool {

/// Breaks a JSON text into indented lines; touches nothing but the white space between tokens, so
/// that numbers keep their digits.
std::string indented_json(std::string_view json);

/// Writes a document, indented, with a line break at its end; what is no UTF-8 becomes U+FFFD.
void print_json(std::ostream& out, const boost::json::value& document);

/// Returns complaints as they stand in every command's output: `pointer`, `line` and `column` (null
/// when unknown), `problem`, `expected`, `found`, `nearest`, `message`.
boost::json::value json_of(std::span<const Complaint> complaints);

/// Returns null for an empty text.
boost::json::value text_or_null(std::string_view text);
boost::json::value json_list(const std::vector<std::string>& texts);

}  // namespace crmlink::tool
