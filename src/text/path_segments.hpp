#pragma once

#include <string_view>

namespace crmlink::text {

/// Returns whether a URL, a path or a segment has a segment `.` or `..` before its query. Servers
/// remove those with the segment before them (RFC 3986 §5.2.4), so they'd reach another resource.
constexpr bool has_dot_segment(std::string_view url) noexcept {
  url = url.substr(0, url.find_first_of("?#"));
  while (true) {
    const auto slash = url.find('/');
    const auto segment = url.substr(0, slash);
    if (segment == "." || segment == "..") return true;
    if (slash == std::string_view::npos) return false;
    url.remove_prefix(slash + 1);
  }
}

}  // namespace crmlink::text
