#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/dip/parameter_condition.hpp"
#include "dip/decimal.hpp"
#include "dip/value_pattern.hpp"

namespace crmlink {

/// What a value is compared with.
struct ConditionOperand {
  enum class Kind : std::uint8_t { text, number, boolean };

  Kind kind = Kind::text;
  std::string text;
  std::optional<Decimal> number;  ///< Of a number.
};

/// A condition, read and checked.
class ParameterCondition::Test {
 public:
  enum class Operator : std::uint8_t {
    exists,
    equals,
    contains,
    starts_with,
    matches,
    greater,
    less,
    in,
  };

  std::string parameter;
  Operator op = Operator::exists;
  std::vector<ConditionOperand> operands;  ///< One, but for `in`.
  ValuePattern pattern;                    ///< Of `matches`.
  bool ignore_case = false;
  bool negate = false;

  /// Returns the result before `not`.
  bool holds(std::optional<std::string_view> value) const;
  std::string describe() const;

 private:
  bool equals(std::string_view value, const ConditionOperand& operand) const;
  std::optional<std::strong_ordering> compare(std::string_view value) const;
};

}  // namespace crmlink
