#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace crmlink {

/// Divides the whole numbers into buckets that grow with the value: one for each below
/// 2^precision_bits, from there on 2^precision_bits for each doubling. So a bucket is at most
/// 2^-precision_bits of its values wide.
template <unsigned precision_bits, std::size_t bucket_count>
struct LogLinearBuckets {
  static constexpr std::size_t count = bucket_count;  ///< How many there are.
  /// How many there are for each doubling.
  static constexpr std::size_t steps = std::size_t{1} << precision_bits;

  /// Returns the bucket of a value; the last one holds all that is larger, too.
  static constexpr std::size_t index_of(std::uint64_t value) noexcept {
    if (value < steps) return static_cast<std::size_t>(value);
    const auto shift = static_cast<unsigned>(std::bit_width(value)) - precision_bits - 1;
    return std::min(shift * steps + static_cast<std::size_t>(value >> shift), count - 1);
  }
  /// Returns the largest value of a bucket.
  static constexpr std::uint64_t largest_of(std::size_t index) noexcept {
    if (index < steps) return index;
    const auto shift = index / steps - 1;
    return ((static_cast<std::uint64_t>(index - shift * steps) + 1) << shift) - 1;
  }
};

}  // namespace crmlink
