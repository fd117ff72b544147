#pragma once

#include <string>
#include <string_view>

#include "crmlink/core/result.hpp"
#include "text/names.hpp"

namespace crmlink::text {

/// Returns a region's code in capitals; empty stays empty. Fails with Errc::invalid_argument when
/// it isn't two letters.
inline Result<std::string> parse_region(std::string_view region) {
  std::string code;
  for (const char c : region)
    code += to_upper(c);
  if (code.empty() || (code.size() == 2 && is_upper(code[0]) && is_upper(code[1]))) return code;
  ErrorInfo info(Errc::invalid_argument);
  info.detail = "a region is two letters (ISO 3166), such as US";
  return Error(std::move(info));
}

/// Returns the groups of ten digits in the North American plan, for whoever has no better ones.
template <class Groups>
void append_nanp_groups(std::string_view digits, Groups& groups) {
  groups.emplace_back(digits.substr(0, 3));
  groups.emplace_back(digits.substr(3, 3));
  groups.emplace_back(digits.substr(6));
}

}  // namespace crmlink::text
