#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// A regular expression of a condition, compiled by the host's engine.
///
/// Must match in time linear to the text (as RE2 does), for the text is a caller's. Thread-safe.
class CRMLINK_EXPORT ContactPattern {
 public:
  virtual ~ContactPattern();

  /// Returns whether the text begins with a match (`re.match`).
  virtual bool match(std::string_view text) const = 0;
  /// Returns whether there is a match anywhere (`re.search`).
  virtual bool search(std::string_view text) const = 0;

 protected:
  ContactPattern() = default;
  ContactPattern(const ContactPattern&) = default;
  ContactPattern& operator=(const ContactPattern&) = default;
};

/// Compiles a regular expression; fails with what is wrong with it in the error's detail.
using ContactPatternFactory =
    std::function<Result<std::shared_ptr<const ContactPattern>>(std::string_view expression)>;

/// Why a condition is refused.
struct ContactConditionFault {
  std::string problem;     ///< "the operator ** isn't supported"
  std::string nearest;     ///< The nearest known name; may be empty.
  std::size_t offset = 0;  ///< The byte of the text at which it is.
};

/// What a condition may ask of the world around it.
struct ContactConditionWorld {
  using WallTime = std::chrono::system_clock::time_point;

  ContactConditionWorld() = default;

  WallTime now;                    ///< What `datetime.now()`, in UTC, and `time.time()` say.
  std::function<double()> random;  ///< From 0 to below 1. Empty: `random` is an error.
};

/// What a condition says of one conversation.
struct ContactVerdict {
  bool holds = false;
  std::string value;    ///< The value as Python's repr() writes it; may hold a caller's data.
  std::string problem;  ///< Why it can't be evaluated, so doesn't hold; empty when it can. Holds
                        ///< no data of a caller.
};

/// An expression of a safe subset of Python over `contact` and `event`.
///
/// Gives what Python gives, but where that would need integers beyond 64 bits, texts above 64 KiB,
/// more than 100'000 steps: then it can't be evaluated. Letters are those of Unicode 14, whatever
/// the process's locale. Immutable and cheap to copy; thread-safe. Source: contact-lookup.md
/// "Conditions".
class CRMLINK_EXPORT ContactCondition {
 public:
  /// Parses an expression of at most 8 KiB. What Python knows and the subset doesn't is a fault,
  /// too. On a fault, which is the first one, returns std::nullopt.
  static std::optional<ContactCondition> parse(std::string_view text,
                                               const ContactPatternFactory& patterns,
                                               ContactConditionFault& fault);

  /// Evaluates it over the JSON scopes `contact` and `event`. Never fails: what can't be evaluated
  /// doesn't hold.
  ContactVerdict evaluate(const Variables& scopes, const ContactConditionWorld& world) const;

  /// Returns the text that was parsed.
  const std::string& source() const noexcept;

 private:
  struct Program;
  explicit ContactCondition(std::shared_ptr<const Program> program) noexcept;
  std::shared_ptr<const Program> program_;
};

}  // namespace crmlink
