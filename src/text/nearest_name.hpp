#pragma once

#include <cstddef>
#include <string_view>

namespace crmlink::text {

/// Picks the known name that the author of an unknown one most likely meant.
///
/// Counts edits (a letter more, less or other, two neighbours swapped) without regard to case; a
/// name further away than a third of its length isn't near. Views what it is offered.
class NearestName {
 public:
  explicit NearestName(std::string_view unknown);

  void offer(std::string_view known);
  /// Returns the nearest name so far, or an empty text.
  std::string_view result() const noexcept { return nearest_; }

 private:
  std::string_view unknown_;
  std::string_view nearest_;
  std::size_t edits_;
};

}  // namespace crmlink::text
