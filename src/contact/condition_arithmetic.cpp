#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include "contact/condition_evaluator.hpp"

namespace crmlink::condition {
namespace {

/// Rounds towards minus infinity; `right` isn't zero, nor is it the one pair that overflows.
std::int64_t floor_divide(std::int64_t left, std::int64_t right) noexcept {
  const auto quotient = left / right;
  return left % right != 0 && (left < 0) != (right < 0) ? quotient - 1 : quotient;
}

std::uint64_t magnitude(std::int64_t value) noexcept {
  return value < 0 ? -static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

int width(std::uint64_t value) noexcept {
  return static_cast<int>(std::bit_width(value));
}

/// Returns the double nearest to the quotient, as Python does: rounded once, not each operand
/// before. `right` isn't zero.
double divide(std::int64_t left, std::int64_t right) noexcept {
  __extension__ typedef unsigned __int128 Wide;
  if (left == 0) return right < 0 ? -0.0 : 0.0;
  const auto divisor = magnitude(right);
  // So many bits that the quotient has 63 or 64, far more than a double; what is cut off counts as
  // a bit below them.
  const int shift = 63 + width(divisor) - width(magnitude(left));
  const auto dividend = static_cast<Wide>(magnitude(left)) << shift;
  const auto quotient = static_cast<std::uint64_t>(dividend / divisor);
  const std::uint64_t cut = dividend % divisor == 0 ? 0 : 1;
  const auto size = std::ldexp(static_cast<double>(quotient | cut), -shift);
  return (left < 0) != (right < 0) ? -size : size;
}

/// The remainder has the sign of the divisor; neither operand is as above.
std::int64_t modulo(std::int64_t left, std::int64_t right) noexcept {
  const auto rest = left % right;
  return rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest;
}

double modulo(double left, double right) noexcept {
  const auto rest = std::fmod(left, right);
  if (rest == 0) return std::copysign(0.0, right);
  return (rest < 0) != (right < 0) ? rest + right : rest;
}

double floor_divide(double left, double right) noexcept {
  const auto rest = std::fmod(left, right);
  auto quotient = (left - rest) / right;
  if (rest != 0 && (rest < 0) != (right < 0)) quotient -= 1;
  if (quotient == 0) return std::copysign(0.0, left / right);
  const auto floored = std::floor(quotient);
  return quotient - floored > 0.5 ? floored + 1 : floored;
}

}  // namespace

Evaluator::Found Evaluator::sign(const Node& node) {
  const auto value = evaluate(node.children.front());
  if (!value) return std::nullopt;
  const bool minus = node.kind == Kind::minus;
  if (const auto* const real = value->get<double>()) return Value(minus ? -*real : *real);
  const auto whole = value->integer();
  if (!whole) return type_error(node, minus ? "-" : "+", *value);
  if (!minus) return Value(*whole);
  if (*whole == std::numeric_limits<std::int64_t>::min())
    return fail(node, "an integer beyond 64 bits");
  return Value(-*whole);
}

Evaluator::Found Evaluator::arithmetic(const Node& node) {
  const auto left = evaluate(node.children[0]);
  const auto right = left ? evaluate(node.children[1]) : std::nullopt;
  if (!right) return std::nullopt;
  const auto a = left->integer();
  const auto b = right->integer();
  if (a && b) return compute(node, *a, *b);
  const auto x = left->number();
  const auto y = right->number();
  if (x && y) return compute(node, *x, *y);
  if (node.name == "+") return join(node, *left, *right);
  if (node.name == "*" && b) return repeat(node, *left, *b);
  if (node.name == "*" && a) return repeat(node, *right, *a);
  return type_error(node, node.name, x ? *right : *left);
}

Evaluator::Found Evaluator::compute(const Node& node, std::int64_t left, std::int64_t right) {
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  std::int64_t result = 0;
  bool overflow = false;
  if (node.name == "+") {
    overflow = __builtin_add_overflow(left, right, &result);
  } else if (node.name == "-") {
    overflow = __builtin_sub_overflow(left, right, &result);
  } else if (node.name == "*") {
    overflow = __builtin_mul_overflow(left, right, &result);
  } else if (right == 0) {
    return fail(node, "a division by zero");
  } else if (node.name == "/") {
    return Value(divide(left, right));
  } else if (right == -1) {
    overflow = node.name == "//" && left == least;
    if (!overflow) result = node.name == "//" ? -left : 0;
  } else {
    result = node.name == "//" ? floor_divide(left, right) : modulo(left, right);
  }
  if (overflow) return fail(node, "an integer beyond 64 bits");
  return Value(result);
}

Evaluator::Found Evaluator::compute(const Node& node, double left, double right) {
  if (node.name == "+") return Value(left + right);
  if (node.name == "-") return Value(left - right);
  if (node.name == "*") return Value(left * right);
  if (right == 0) return fail(node, "a division by zero");
  if (node.name == "/") return Value(left / right);
  return Value(node.name == "//" ? floor_divide(left, right) : modulo(left, right));
}

Evaluator::Found Evaluator::join(const Node& node, const Value& left, const Value& right) {
  const auto* const text = left.get<std::string>();
  const auto* const more_text = right.get<std::string>();
  if (text && more_text) return Value(*text + *more_text);
  const auto* const list = left.get<Sequence>();
  const auto* const more = right.get<Sequence>();
  if (!list || !more || list->tuple != more->tuple) return type_error(node, "+", right);
  auto elements = *list->elements;
  if (elements.size() + more->elements->size() > max_elements)
    return fail(node, "more than 10000 elements");
  if (!budget_.spend(elements.size() + more->elements->size())) return std::nullopt;
  elements.insert(elements.end(), more->elements->begin(), more->elements->end());
  return Value::sequence(std::move(elements), list->tuple);
}

Evaluator::Found Evaluator::repeat(const Node& node, const Value& value, std::int64_t times) {
  const auto count = times < 0 ? 0 : static_cast<std::size_t>(times);
  if (const auto* const text = value.get<std::string>()) {
    if (!text->empty() && count > max_text / text->size()) return fail(node, "a text above 64 KiB");
    std::string repeated;
    for (std::size_t i = 0; i < count && !text->empty(); ++i)
      repeated += *text;
    return Value(std::move(repeated));
  }
  const auto* const sequence = value.get<Sequence>();
  if (!sequence) return type_error(node, "*", value);
  const auto& once = *sequence->elements;
  if (!once.empty() && count > max_elements / once.size())
    return fail(node, "more than 10000 elements");
  if (!budget_.spend(count * once.size())) return std::nullopt;
  std::vector<Value> elements;
  for (std::size_t i = 0; i < count && !once.empty(); ++i)
    elements.insert(elements.end(), once.begin(), once.end());
  return Value::sequence(std::move(elements), sequence->tuple);
}

}  // namespace crmlink::condition
