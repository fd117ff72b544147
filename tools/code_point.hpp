#pragma once

#include <cstddef>
#include <string_view>

namespace crmlink::tool {

/// One character of a UTF-8 text; what is no UTF-8 comes out as U+FFFD, one byte long.
struct CodePoint {
  char32_t value = 0;
  std::size_t size = 0;  ///< Bytes.
  bool valid = false;

  /// Decodes the first character of a text that isn't empty (RFC 3629).
  static CodePoint first_of(std::string_view text) noexcept;

  /// Returns whether a terminal would obey it instead of showing it, or show what follows in
  /// another order.
  bool is_control() const noexcept;
  /// Returns the columns that it takes in a terminal: 0 for combining marks, 2 for East Asian wide
  /// characters and emoji.
  std::size_t width() const noexcept;
};

}  // namespace crmlink::tool
