#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crmlink::tool {

/// Replaces by U+FFFD what a terminal would obey instead of showing (control characters, also those
/// of C1, marks that reorder text) and what is no UTF-8: what a service returns must not drive the
/// terminal.
std::string printable(std::string_view text);

/// The same, but line breaks are kept.
std::string printable_lines(std::string_view text);

/// Replaces what is no UTF-8 by U+FFFD.
std::string valid_utf8(std::string_view text);

/// Returns the columns that a printable text takes.
std::size_t width_of(std::string_view text) noexcept;

/// Cuts a printable text to at most `columns` columns; a cut one ends in an ellipsis.
std::string cut(std::string_view text, std::size_t columns);

}  // namespace crmlink::tool
