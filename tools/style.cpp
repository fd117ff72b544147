#include "style.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace crmlink::tool {
namespace {

std::string_view environment(const char* name) noexcept {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

}  // namespace

bool is_capable_terminal(int descriptor) {
  return ::isatty(descriptor) == 1 && environment("TERM") != "dumb";
}

std::size_t terminal_columns(int descriptor) {
  constexpr std::size_t usual = 80;
  ::winsize size{};
  const bool told = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col != 0;
  return told ? size.ws_col : usual;
}

Style Style::of_descriptor(int descriptor) {
  Style style;
  style.coloured_ = is_capable_terminal(descriptor) && environment("NO_COLOR").empty();
  return style;
}

std::string Style::wrapped(std::string_view code, std::string_view text) const {
  if (!coloured_) return std::string(text);
  return std::string("\033[").append(code).append("m").append(text).append("\033[0m");
}

}  // namespace crmlink::tool
