#include "call_plan.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace crmlink::test::soak {
namespace {

using testing::Fault;
using testing::Turn;

constexpr std::string_view phone_prefix = "1222";
constexpr std::size_t phone_digits = 7;
// What a client first reads: replies that end exactly there are special.
constexpr std::size_t first_read = 4096;

constexpr std::array faults{
    Fault::black_hole,      Fault::drip,          Fault::half_close,       Fault::close,
    Fault::reset,           Fault::truncated_tls, Fault::short_length,     Fault::long_length,
    Fault::doubled_length,  Fault::bad_chunk,     Fault::oversized_header, Fault::interim_flood,
    Fault::two_replies,     Fault::early_reply,   Fault::garbage,          Fault::html,
    Fault::bad_retry_after, Fault::expired_token, Fault::deep_json,        Fault::gzip_bomb,
};

Target choose_target(Dice& dice) {
  const auto n = dice.below(100);
  if (n < 46) return Target::plain;
  if (n < 86) return Target::tls;
  if (n < 92) return Target::named;
  if (n < 94) return Target::unknown;
  if (n < 96) return Target::silent;
  return n < 98 ? Target::full : Target::refusing;
}

// Spaces behind the JSON text; mostly few.
std::size_t choose_padding(Dice& dice) {
  if (dice.in(70)) return dice.below(400);
  return dice.below(3 * first_read);
}

void shrink(Turn& turn, Dice& dice) {
  if (turn.fault == Fault::drip) {
    turn.bytes = 1 + dice.below(200);
    turn.interval = std::chrono::milliseconds(dice.below(8));
  }
  if (turn.fault == Fault::oversized_header) turn.bytes = 128 * 1024;
  if (turn.fault == Fault::deep_json) turn.bytes = 20'000;
  if (turn.fault == Fault::gzip_bomb) turn.bytes = 32 * 1024 * 1024;
}

Turn choose_turn(Dice& dice, std::size_t number, Target target) {
  Turn turn;
  turn.body = R"({"parameters": {"call": {"value": ")" + to_phone(number) + R"("}}})" +
              std::string(choose_padding(dice), ' ');
  turn.fields.emplace_back("X-Call", to_phone(number));
  if (dice.in(60)) return turn;
  turn.fault = faults[dice.below(faults.size())];
  // Only TLS tells a reply that was cut off from one that ended.
  if (turn.fault == Fault::truncated_tls && target != Target::tls) turn.fault = Fault::close;
  shrink(turn, dice);
  return turn;
}

}  // namespace

CallPlan::CallPlan(std::uint64_t seed, std::size_t number) {
  Dice dice(seed * 1'000'003 + number);
  way = static_cast<Way>(dice.below(4));
  target = choose_target(dice);
  turn = choose_turn(dice, number, target);
  deadline = std::chrono::milliseconds(1 + dice.below(200));
  if (dice.in(20))
    cancel = std::chrono::milliseconds(dice.below(static_cast<std::uint64_t>(deadline.count())));
  small_pool = dice.in(25);
  post = dice.in(50);
  repeatable = dice.in(50);
}

bool may_be_answered(Fault fault) {
  constexpr std::array answered{
      Fault::none,          Fault::drip,      Fault::short_length,
      Fault::two_replies,   Fault::html,      Fault::early_reply,
      Fault::garbage,       Fault::deep_json, Fault::bad_retry_after,
      Fault::expired_token,
  };
  return std::find(answered.begin(), answered.end(), fault) != answered.end();
}

std::string to_phone(std::size_t number) {
  std::array<char, 32> digits{};
  std::snprintf(digits.data(), digits.size(), "%07zu", number);
  return std::string(phone_prefix) + digits.data();
}

std::optional<std::size_t> find_number(std::string_view request) {
  for (auto at = request.find(phone_prefix); at != std::string_view::npos;
       at = request.find(phone_prefix, at + 1)) {
    const auto digits = request.substr(at + phone_prefix.size(), phone_digits);
    std::size_t number = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (read.ptr == digits.data() + phone_digits) return number;
  }
  return std::nullopt;
}

}  // namespace crmlink::test::soak
