#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crmlink {

/// Returns the length of the well-formed UTF-8 sequence at the start of `text` (RFC 3629 §4); zero
/// when there is none.
std::size_t utf8_sequence_length(std::string_view text) noexcept;

/// Returns `text` with everything that could break or forge a log line replaced: line breaks and
/// tabs by spaces, other control characters (C0, DEL, C1) and bytes that aren't UTF-8 by `?`.
std::string printable(std::string_view text);

/// Returns the first `limit` bytes of `text` at most; never cuts through a UTF-8 sequence.
std::string_view cut_utf8(std::string_view text, std::size_t limit) noexcept;

}  // namespace crmlink
