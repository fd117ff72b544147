#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace crmlink {

/// A regular expression (Perl syntax) for whole values.
///
/// Boost.Regex gives up on an expression that backtracks too long, where std::regex overflows the
/// stack. Immutable, cheap to copy, thread-safe.
class ValuePattern {
 public:
  /// The longest value that is looked at, in bytes.
  static constexpr std::size_t max_value = 64 * 1024;

  /// Matches nothing.
  ValuePattern() = default;
  /// Compiles an expression; on failure returns what is wrong and leaves the pattern as it was.
  std::string compile(std::string_view expression, bool ignore_case);

  /// Returns whether the whole value matches; false when it is too long or that takes too long.
  bool matches(std::string_view value) const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace crmlink
