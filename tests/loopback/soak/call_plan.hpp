#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "crmlink/testing/fault.hpp"

namespace crmlink::test::soak {

/// Numbers that look random and depend on nothing but their seed.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  /// Returns a number from 0 to below `end`.
  std::uint64_t below(std::uint64_t end) { return engine_() % end; }
  /// Returns true in `percent` of 100 cases.
  bool in(unsigned percent) { return below(100) < percent; }

 private:
  std::mt19937_64 engine_;
};

enum class Way { client, resilient, dip, resilient_dip };
enum class Target { plain, tls, named, unknown, silent, full, refusing };

/// What is done in one call: all of it follows from the seed and the call's number, so that the
/// server knows it, too.
struct CallPlan {
  CallPlan(std::uint64_t seed, std::size_t number);

  Way way;
  Target target;
  testing::Turn turn;
  std::chrono::milliseconds deadline;               ///< From the start of the call.
  std::optional<std::chrono::milliseconds> cancel;  ///< When the caller hangs up.
  bool small_pool;                                  ///< Whether it goes through the small client.
  bool post;
  bool repeatable;
};

/// Returns whether a reply to this turn may be taken for one.
bool may_be_answered(testing::Fault fault);

/// Returns the text that carries a call's number: the caller's phone number.
std::string to_phone(std::size_t number);
/// Returns the number of the call whose request this is.
std::optional<std::size_t> find_number(std::string_view request);

}  // namespace crmlink::test::soak
