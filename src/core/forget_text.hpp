#pragma once

#include <cstddef>
#include <string>

namespace crmlink {

/// Empties `text`, and gives its memory back when that is more than `most_kept` bytes. To assign an
/// empty string doesn't do that: libstdc++ keeps the memory of the one assigned to.
inline void forget_text(std::string& text, std::size_t most_kept) {
  text.clear();
  if (text.capacity() > most_kept) std::string().swap(text);
}

}  // namespace crmlink
