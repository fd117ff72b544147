#pragma once

#include <cstddef>
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

  bool has_room() const noexcept { return capacity_ != 0; }
  /// Returns where the next text goes; whoever writes sees to it that there is room. commit() says
  /// how many were used.
  char* room() noexcept { return text_.get() + used_; }
  /// Keeps what was written up to `end`; valid as long as this arena, or the one that it is moved
  /// to.
  std::string_view commit(const char* end) noexcept {
    const char* const begin = room();
    const auto size = static_cast<std::size_t>(end - begin);
    used_ += size;
    return {begin, size};
  }

 private:
  std::unique_ptr<char[]> text_;
  std::size_t capacity_ = 0;
  std::size_t used_ = 0;
};

}  // namespace crmlink
