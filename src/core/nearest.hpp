#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace crmlink {

/// Finds the known name that somebody meant who wrote an unknown one: the least edit distance
/// (insert, delete, replace, swap neighbours) without regard to ASCII case, within a third of the
/// name's length. A name that contains the other one counts as near as well.
class NearestName {
 public:
  /// Starts a search. `unknown` must outlive this object.
  explicit NearestName(std::string_view unknown) noexcept : unknown_(unknown) {}

  /// Compares a known name; of equally near ones the first stays.
  void consider(std::string_view known);

  /// Returns the nearest name, or an empty text when none is near.
  const std::string& result() const noexcept { return nearest_; }

 private:
  std::string_view unknown_;
  std::string nearest_;
  std::size_t distance_ = static_cast<std::size_t>(-1);
};

/// Returns the nearest of `known`, or an empty text when none is near; see NearestName.
std::string nearest_name(std::string_view unknown, std::span<const std::string_view> known);

}  // namespace crmlink
