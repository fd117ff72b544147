#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crmlink::tool {

/// Returns whether a descriptor is a terminal that obeys control sequences: TERM isn't `dumb`.
bool is_capable_terminal(int descriptor);

/// Returns how many columns a terminal has now; 80 when it doesn't say.
std::size_t terminal_columns(int descriptor);

/// Colours for people; plain text for pipes and files.
class Style {
 public:
  /// Makes plain text.
  Style() = default;
  /// Colours what goes to a terminal, unless NO_COLOR is set (no-color.org) or TERM is `dumb`.
  static Style of_descriptor(int descriptor);

  std::string bold(std::string_view text) const { return wrapped("1", text); }
  std::string dim(std::string_view text) const { return wrapped("2", text); }
  std::string red(std::string_view text) const { return wrapped("31", text); }
  std::string green(std::string_view text) const { return wrapped("32", text); }
  std::string yellow(std::string_view text) const { return wrapped("33", text); }

 private:
  std::string wrapped(std::string_view code, std::string_view text) const;

  bool coloured_ = false;
};

}  // namespace crmlink::tool
