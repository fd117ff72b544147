#include "contact/condition_value.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <cmath>
#include <limits>
#include <utility>

namespace crmlink::condition {
namespace {

constexpr double two_to_63 = 9223372036854775808.0;

std::partial_ordering compare(std::int64_t a, double b) noexcept {
  if (std::isnan(b)) return std::partial_ordering::unordered;
  if (b >= two_to_63) return std::partial_ordering::less;
  if (b < -two_to_63) return std::partial_ordering::greater;
  const auto whole = static_cast<std::int64_t>(b);
  if (a != whole) return a <=> whole;
  return 0.0 <=> b - static_cast<double>(whole);
}

std::partial_ordering reversed(std::partial_ordering order) noexcept {
  return 0 <=> order;
}

std::optional<std::partial_ordering> order_numbers(const Value& a, const Value& b) noexcept {
  const auto left = a.integer();
  const auto right = b.integer();
  if (left && right) return *left <=> *right;
  const auto* const left_real = a.get<double>();
  const auto* const right_real = b.get<double>();
  if (left && right_real) return compare(*left, *right_real);
  if (left_real && right) return reversed(compare(*right, *left_real));
  if (left_real && right_real) return *left_real <=> *right_real;
  return std::nullopt;
}

bool equal_elements(const Sequence& a, const Sequence& b, Budget& budget) {
  if (a.tuple != b.tuple || a.elements->size() != b.elements->size()) return false;
  for (std::size_t i = 0; i < a.elements->size(); ++i)
    if (!equal((*a.elements)[i], (*b.elements)[i], budget)) return false;
  return true;
}

std::optional<std::partial_ordering> order_elements(const Sequence& a, const Sequence& b,
                                                    Budget& budget) {
  if (a.tuple != b.tuple) return std::nullopt;
  const auto& left = *a.elements;
  const auto& right = *b.elements;
  for (std::size_t i = 0; i < left.size() && i < right.size(); ++i)
    if (!equal(left[i], right[i], budget)) return order(left[i], right[i], budget);
  return left.size() <=> right.size();
}

bool equal_dicts(Dict a, Dict b, Budget& budget) {
  if (a->size() != b->size()) return false;
  for (const auto& [name, value] : *a) {
    const auto* const other = b->if_contains(name);
    if (!other) return false;
    const auto left = from_json(value, budget);
    const auto right = from_json(*other, budget);
    if (!left || !right || !equal(*left, *right, budget)) return false;
  }
  return true;
}

}  // namespace

Value Value::sequence(std::vector<Value> elements, bool tuple) {
  return {Sequence{std::make_shared<const std::vector<Value>>(std::move(elements)), tuple}};
}

std::optional<std::int64_t> Value::integer() const noexcept {
  if (const auto* const whole = get<std::int64_t>()) return *whole;
  if (const auto* const flag = get<bool>()) return *flag ? 1 : 0;
  return std::nullopt;
}

std::optional<double> Value::number() const noexcept {
  if (const auto* const real = get<double>()) return *real;
  if (const auto whole = integer()) return static_cast<double>(*whole);
  return std::nullopt;
}

bool Value::truth() const noexcept {
  if (is_none()) return false;
  if (const auto whole = integer()) return *whole != 0;
  if (const auto* const real = get<double>()) return *real != 0;
  if (const auto* const text = get<std::string>()) return !text->empty();
  if (const auto* const sequence = get<Sequence>()) return !sequence->elements->empty();
  if (const auto* const dict = get<Dict>()) return !(*dict)->empty();
  return true;
}

std::string_view Value::type() const noexcept {
  constexpr std::string_view names[] = {"NoneType", "bool", "int",      "float",   "str",
                                        "list",     "dict", "re.Match", "datetime"};
  const auto* const sequence = get<Sequence>();
  return sequence && sequence->tuple ? "tuple" : names[data_.index()];
}

std::optional<Value> from_json(const boost::json::value& json, Budget& budget) {
  if (!budget.spend(1)) return std::nullopt;
  if (json.is_null()) return Value();
  if (const auto* const flag = json.if_bool()) return Value(*flag);
  if (const auto* const whole = json.if_int64()) return Value(*whole);
  if (const auto* const real = json.if_double()) return Value(*real);
  if (const auto* const text = json.if_string()) {
    if (!budget.spend(text->size() / 100)) return std::nullopt;
    return Value(std::string(*text));
  }
  if (const auto* const object = json.if_object()) return Value(Dict(object));
  const auto* const array = json.if_array();
  if (!array) return std::nullopt;
  std::vector<Value> elements;
  for (const auto& element : *array) {
    auto value = from_json(element, budget);
    if (!value) return std::nullopt;
    elements.push_back(std::move(*value));
  }
  return Value::sequence(std::move(elements), false);
}

bool equal(const Value& a, const Value& b, Budget& budget) {
  if (!budget.spend(1)) return false;
  if (const auto numbers = order_numbers(a, b)) return *numbers == 0;
  if (a.is_none() || b.is_none()) return a.is_none() && b.is_none();
  const auto* const text = a.get<std::string>();
  const auto* const other_text = b.get<std::string>();
  if (text && other_text) return *text == *other_text;
  const auto* const sequence = a.get<Sequence>();
  const auto* const other_sequence = b.get<Sequence>();
  if (sequence && other_sequence) return equal_elements(*sequence, *other_sequence, budget);
  const auto* const dict = a.get<Dict>();
  const auto* const other_dict = b.get<Dict>();
  if (dict && other_dict) return equal_dicts(*dict, *other_dict, budget);
  const auto* const moment = a.get<Moment>();
  const auto* const other_moment = b.get<Moment>();
  return moment && other_moment && moment->at == other_moment->at;
}

std::optional<std::partial_ordering> order(const Value& a, const Value& b, Budget& budget) {
  if (!budget.spend(1)) return std::nullopt;
  if (const auto numbers = order_numbers(a, b)) return numbers;
  const auto* const text = a.get<std::string>();
  const auto* const other_text = b.get<std::string>();
  // UTF-8 sorts as its code points do.
  if (text && other_text) return *text <=> *other_text;
  const auto* const sequence = a.get<Sequence>();
  const auto* const other_sequence = b.get<Sequence>();
  if (sequence && other_sequence) return order_elements(*sequence, *other_sequence, budget);
  const auto* const moment = a.get<Moment>();
  const auto* const other_moment = b.get<Moment>();
  if (moment && other_moment) return moment->at <=> other_moment->at;
  return std::nullopt;
}

bool is_hashable(const Value& value, Budget& budget) noexcept {
  if (!budget.spend(1) || value.get<Dict>()) return false;
  const auto* const sequence = value.get<Sequence>();
  if (!sequence) return true;
  return sequence->tuple &&
         std::all_of(sequence->elements->begin(), sequence->elements->end(),
                     [&budget](const Value& each) { return is_hashable(each, budget); });
}

}  // namespace crmlink::condition
