#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace crmlink {

/// Holds text that views point into: one allocation of a size known before, never moved.
///
/// A std::string would do but for its in-place buffer, which a move leaves behind.
class TextArena {
 public:
  TextArena() = default;
  explicit TextArena(std::size_t capacity)
      : text_(std::make_unique_for_overwrite<char[]>(capacity)), capacity_(capacity) {}

  /// Appends as much of `text` as there is room for; the caller sees to it that all of it is.
  void append(std::string_view text) noexcept {
    const auto size = text.size() < capacity_ - used_ ? text.size() : capacity_ - used_;
    if (size != 0) std::memcpy(text_.get() + used_, text.data(), size);
    used_ += size;
  }
  /// Returns the last `size` bytes; valid as long as this arena, or the one that it is moved to.
  std::string_view last(std::size_t size) const noexcept {
    const auto available = size < used_ ? size : used_;
    return {text_.get() + used_ - available, available};
  }

 private:
  std::unique_ptr<char[]> text_;
  std::size_t capacity_ = 0;
  std::size_t used_ = 0;
};

}  // namespace crmlink
