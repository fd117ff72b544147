#include "core/nearest.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace crmlink {
namespace {

/// Longer names aren't compared: the work grows with the product of the lengths.
constexpr std::size_t max_length = 64;
/// Shorter names are contained in too many others to mean them.
constexpr std::size_t least_contained = 4;

using Row = std::array<std::size_t, max_length + 1>;

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

bool is_swap(std::string_view a, std::string_view b, std::size_t i, std::size_t j) noexcept {
  return i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
}

/// The optimal string alignment distance; both at most max_length long.
std::size_t edit_distance(std::string_view a, std::string_view b) noexcept {
  Row two_above{};
  Row above{};
  Row row{};
  for (std::size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    two_above = std::exchange(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      if (is_swap(a, b, i, j)) row[j] = std::min(row[j], two_above[j - 2] + 1);
    }
  }
  return row[b.size()];
}

bool contains(std::string_view outer, std::string_view inner) noexcept {
  return inner.size() >= least_contained && outer.find(inner) != std::string_view::npos;
}

}  // namespace

void NearestName::consider(std::string_view known) {
  const std::size_t longest = std::max(unknown_.size(), known.size());
  if (unknown_.empty() || known.empty() || longest > max_length) return;
  const std::string a = lowered(unknown_);
  const std::string b = lowered(known);
  const std::size_t limit = std::max<std::size_t>(1, longest / 3);
  std::size_t distance = edit_distance(a, b);
  if (contains(a, b) || contains(b, a)) distance = std::min(distance, limit);
  // A distance of the whole length means that nothing is alike.
  if (distance > limit || distance >= longest || distance >= distance_) return;
  distance_ = distance;
  nearest_ = known;
}

std::string nearest_name(std::string_view unknown, std::span<const std::string_view> known) {
  NearestName search(unknown);
  for (const std::string_view name : known)
    search.consider(name);
  return search.result();
}

}  // namespace crmlink
