#include "text/nearest_name.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "text/names.hpp"

namespace crmlink::text {
namespace {

// A name this long isn't a misspelling, and the work per comparison grows with the square.
constexpr std::size_t longest_name = 64;

// The optimal string alignment distance.
std::size_t count_edits(std::string_view a, std::string_view b) {
  using Row = std::array<std::size_t, longest_name + 1>;
  Row before{};
  Row above{};
  Row row{};
  for (std::size_t j = 0; j <= b.size(); ++j)
    above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto same = to_lower(a[i - 1]) == to_lower(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0U : 1U)});
      const auto swapped = i > 1 && j > 1 && to_lower(a[i - 1]) == to_lower(b[j - 2]) &&
                           to_lower(a[i - 2]) == to_lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = above;
    above = row;
  }
  return above[b.size()];
}

}  // namespace

NearestName::NearestName(std::string_view unknown)
    : unknown_(unknown), edits_(std::max<std::size_t>(1, unknown.size() / 3) + 1) {}

void NearestName::offer(std::string_view known) {
  if (unknown_.empty() || unknown_.size() > longest_name || known.size() > longest_name) return;
  const auto edits = count_edits(unknown_, known);
  if (edits >= edits_ || edits >= known.size()) return;
  edits_ = edits;
  nearest_ = known;
}

}  // namespace crmlink::text
