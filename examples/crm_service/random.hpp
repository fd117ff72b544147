#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>

namespace crm_service {

/// Draws the same numbers from the same seed with every standard library, whose own distributions
/// and shuffle differ.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// Returns a number below `limit`, which isn't zero.
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(engine_() % limit); }
  /// Returns true in `percent` of 100 cases.
  bool chance(double percent) { return static_cast<double>(below(1'000'000)) < percent * 10'000; }
  /// Returns an element of a range.
  template <class Range>
  const auto& pick(const Range& range) {
    return range[below(range.size())];
  }
  template <class Range>
  void shuffle(Range& range) {
    for (std::size_t i = range.size(); i > 1; --i)
      std::swap(range[i - 1], range[below(i)]);
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace crm_service
