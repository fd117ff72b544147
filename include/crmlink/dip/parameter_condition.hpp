#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"

namespace crmlink {

class ConfigObject;
class DataDipOutcome;

/// Tests a returned parameter, so that a flow can branch: `{"parameter": "vip", "equals": "true"}`.
///
/// Members: `parameter` and exactly one operator:
/// - `exists`: true or false;
/// - `equals`, `contains`, `starts_with`: a text; for `equals` also a number (compared as a
/// decimal:
///   1.10 equals 1.1) or a boolean;
/// - `matches`: a regular expression (Perl syntax) for the whole value;
/// - `greater`, `less`: a number, compared as decimals of any length; false for a value that is no
///   number;
/// - `in`: a list of texts, numbers and booleans, each compared as by `equals`.
///
/// `"ignore_case": true` disregards the case of ASCII letters; `"not": true` turns the result
/// around, also for a parameter that isn't set, for which every operator but `exists: false` is
/// false.
///
/// Immutable and cheap to copy; thread-safe. Source: data-dip.md "Parameter conditions".
class CRMLINK_EXPORT ParameterCondition {
 public:
  /// Finds the value of a parameter; std::nullopt when it isn't set.
  using Lookup = std::function<std::optional<std::string_view>(std::string_view parameter)>;

  /// Parses a condition. Fails with Errc::invalid_configuration and all complaints at once.
  static Result<ParameterCondition> parse(std::string_view json);
  /// Reads a condition that is part of a larger configuration, such as a call flow; complaints go
  /// to that document, and `object`'s unknown members are rejected. The condition is of use only if
  /// the document's finish() succeeds.
  static ParameterCondition read(ConfigObject& object);

  /// Returns whether the outcome's parameter, fallback values included, meets the condition.
  bool evaluate(const DataDipOutcome& outcome) const;
  /// The same for values kept elsewhere.
  bool evaluate(const Lookup& lookup) const;
  /// The same for a value at hand. A regular expression that gets too complex, or a value over
  /// 64 KiB, doesn't match.
  bool evaluate_value(std::optional<std::string_view> value) const;

  /// Returns the parameter's name.
  std::string_view parameter() const noexcept;
  /// Returns the test in words: `vip equals "true"`, `not (age greater 65)`.
  std::string describe() const;

  /// The compiled form; internal.
  class Test;

 private:
  explicit ParameterCondition(std::shared_ptr<const Test> test) noexcept;
  std::shared_ptr<const Test> test_;
};

}  // namespace crmlink
