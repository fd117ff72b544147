#include "terminal_text.hpp"

#include "code_point.hpp"

namespace crmlink::tool {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

template <class Keep>
std::string keep_or_replace(std::string_view text, Keep keep) {
  std::string kept;
  kept.reserve(text.size());
  while (!text.empty()) {
    const auto next = CodePoint::first_of(text);
    kept += next.valid && keep(next) ? text.substr(0, next.size) : replacement;
    text.remove_prefix(next.size);
  }
  return kept;
}

}  // namespace

std::string printable(std::string_view text) {
  return keep_or_replace(text, [](const CodePoint& next) { return !next.is_control(); });
}

std::string printable_lines(std::string_view text) {
  std::string lines;
  while (true) {
    const auto end = text.find('\n');
    lines += printable(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    lines += '\n';
    text.remove_prefix(end + 1);
  }
}

std::string valid_utf8(std::string_view text) {
  return keep_or_replace(text, [](const CodePoint&) { return true; });
}

std::size_t width_of(std::string_view text) noexcept {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto next = CodePoint::first_of(text);
    width += next.width();
    text.remove_prefix(next.size);
  }
  return width;
}

std::string cut(std::string_view text, std::size_t columns) {
  if (columns == 0) return {};
  std::size_t width = 0;
  std::size_t fits = 0;  // the longest start that leaves a column for the ellipsis
  for (std::size_t at = 0; at < text.size();) {
    const auto next = CodePoint::first_of(text.substr(at));
    width += next.width();
    if (width > columns) return std::string(text.substr(0, fits)).append(ellipsis);
    at += next.size;
    if (width < columns) fits = at;
  }
  return std::string(text);
}

}  // namespace crmlink::tool
