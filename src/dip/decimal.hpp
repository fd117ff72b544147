#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crmlink {

/// A decimal number of any length, for comparing: ids and amounts keep each digit.
class Decimal {
 public:
  /// Reads `-12.50e3`: an optional sign, digits with an optional point, an optional exponent; white
  /// space around it is ignored. Returns std::nullopt for anything else.
  static std::optional<Decimal> parse(std::string_view text);

  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) noexcept;
  friend bool operator==(const Decimal& a, const Decimal& b) noexcept { return (a <=> b) == 0; }

 private:
  std::string digits_;         // without zeros at either end; empty is zero
  std::int64_t exponent_ = 0;  // the value is 0.DIGITS times ten to this
  bool negative_ = false;
};

}  // namespace crmlink
