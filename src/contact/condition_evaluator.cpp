#include "contact/condition_evaluator.hpp"

#include <boost/json/value.hpp>
#include <ctime>
#include <utility>

#include "contact/condition_text.hpp"

namespace crmlink::condition {
namespace {

/// Returns a part of a moment; std::nullopt: there is none of that name.
std::optional<std::int64_t> part_of(const Moment& moment, std::string_view name) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(moment.at);
  const auto time = std::chrono::system_clock::to_time_t(seconds);
  std::tm parts{};
  if (!gmtime_r(&time, &parts)) return std::nullopt;
  if (name == "year") return parts.tm_year + 1900;
  if (name == "month") return parts.tm_mon + 1;
  if (name == "day") return parts.tm_mday;
  if (name == "hour") return parts.tm_hour;
  if (name == "minute") return parts.tm_min;
  if (name == "second") return parts.tm_sec;
  if (name == "microsecond")
    return std::chrono::floor<std::chrono::microseconds>(moment.at - seconds).count();
  return std::nullopt;
}

}  // namespace

std::nullopt_t Evaluator::fail(const Node& node, std::string problem) {
  if (problem_.empty()) problem_ = std::move(problem) + " at byte " + std::to_string(node.offset);
  return std::nullopt;
}

std::nullopt_t Evaluator::type_error(const Node& node, std::string_view what, const Value& value) {
  return fail(node, std::string(what) + " doesn't go with " + std::string(value.type()));
}

std::string Evaluator::problem() const {
  return budget_.is_spent() ? "takes more than 100000 steps" : problem_;
}

Evaluator::Found Evaluator::evaluate(const Node& node) {
  if (!budget_.spend(1)) return std::nullopt;
  auto value = dispatch(node);
  if (budget_.is_spent()) return std::nullopt;
  const auto* const text = value ? value->get<std::string>() : nullptr;
  if (text && text->size() > max_text) return fail(node, "a text above 64 KiB");
  return value;
}

Evaluator::Found Evaluator::dispatch(const Node& node) {
  switch (node.kind) {
    case Kind::constant:
      return node.value;
    case Kind::scope:
      return scope(node);
    case Kind::attribute:
      return attribute(node);
    case Kind::item:
      return item(node);
    case Kind::list:
    case Kind::tuple:
      return sequence(node);
    case Kind::both:
    case Kind::either:
      return logical(node);
    case Kind::negation: {
      const auto value = evaluate(node.children.front());
      return value ? Found(Value(!value->truth())) : std::nullopt;
    }
    case Kind::minus:
    case Kind::plus:
      return sign(node);
    case Kind::arithmetic:
      return arithmetic(node);
    case Kind::comparison:
      return comparison(node);
    case Kind::choice:
      return choice(node);
    case Kind::call:
      return call(node);
  }
  return std::nullopt;
}

/// Returns what JSON is; nothing is None.
Evaluator::Found Evaluator::json(const Node& node, const boost::json::value* found) {
  if (!found) return Value();
  auto value = from_json(*found, budget_);
  return value ? std::move(value) : Found(fail(node, "an integer beyond 64 bits"));
}

Evaluator::Found Evaluator::scope(const Node& node) {
  return json(node, scopes_.json(node.name));
}

Evaluator::Found Evaluator::attribute(const Node& node) {
  const auto object = evaluate(node.children.front());
  if (!object) return std::nullopt;
  if (const auto* const dict = object->get<Dict>())
    return json(node, (*dict)->if_contains(node.name));
  if (object->is_none() && node.children.front().kind == Kind::scope) return Value();
  if (const auto* const moment = object->get<Moment>())
    if (const auto part = part_of(*moment, node.name)) return Value(*part);
  return type_error(node, "." + node.name, *object);
}

Evaluator::Found Evaluator::item(const Node& node) {
  const auto object = evaluate(node.children[0]);
  const auto key = object ? evaluate(node.children[1]) : std::nullopt;
  return key ? element(node, *object, *key) : std::nullopt;
}

Evaluator::Found Evaluator::element(const Node& node, const Value& object, const Value& key) {
  if (const auto* const dict = object.get<Dict>()) {
    const auto* const name = key.get<std::string>();
    const auto* const found = name ? (*dict)->if_contains(*name) : nullptr;
    return found ? json(node, found) : Found(fail(node, "there is no such key"));
  }
  const auto* const text = object.get<std::string>();
  const auto* const sequence = object.get<Sequence>();
  const auto index = key.integer();
  if (!text && !sequence) return type_error(node, "[…]", object);
  if (!index) return type_error(node, "an index", key);
  const auto codes = text ? decode(*text) : std::u32string();
  const auto size = static_cast<std::int64_t>(text ? codes.size() : sequence->elements->size());
  const auto at = *index < 0 ? *index + size : *index;
  if (at < 0 || at >= size) return fail(node, "an index out of range");
  const auto place = static_cast<std::size_t>(at);
  if (text) return Value(encode(std::u32string_view(codes).substr(place, 1)));
  return (*sequence->elements)[place];
}

Evaluator::Found Evaluator::sequence(const Node& node) {
  std::vector<Value> elements;
  for (const auto& child : node.children) {
    auto value = evaluate(child);
    if (!value) return std::nullopt;
    elements.push_back(std::move(*value));
  }
  return Value::sequence(std::move(elements), node.kind == Kind::tuple);
}

/// The operand that decides it, as Python has it; those behind it aren't evaluated.
Evaluator::Found Evaluator::logical(const Node& node) {
  Found value;
  for (const auto& child : node.children) {
    value = evaluate(child);
    if (!value || value->truth() == (node.kind == Kind::either)) return value;
  }
  return value;
}

Evaluator::Found Evaluator::choice(const Node& node) {
  const auto condition = evaluate(node.children[1]);
  if (!condition) return std::nullopt;
  return evaluate(node.children[condition->truth() ? 0 : 2]);
}

Evaluator::Found Evaluator::comparison(const Node& node) {
  auto left = evaluate(node.children.front());
  for (std::size_t i = 0; i < node.signs.size(); ++i) {
    auto right = left ? evaluate(node.children[i + 1]) : std::nullopt;
    const auto true_so_far = right ? holds(node, node.signs[i], *left, *right) : std::nullopt;
    if (!true_so_far) return std::nullopt;
    if (!*true_so_far) return Value(false);
    left = std::move(right);
  }
  return Value(true);
}

std::optional<bool> Evaluator::holds(const Node& node, const std::string& sign, const Value& left,
                                     const Value& right) {
  if (sign == "==") return equal(left, right, budget_);
  if (sign == "!=") return !equal(left, right, budget_);
  if (sign == "in") return contains(node, right, left);
  if (sign == "not in") {
    const auto found = contains(node, right, left);
    return found ? std::optional(!*found) : std::nullopt;
  }
  if (sign.starts_with("is")) {
    const auto* const a = left.get<bool>();
    const auto* const b = right.get<bool>();
    const bool same = (left.is_none() && right.is_none()) || (a && b && *a == *b);
    return same == (sign == "is");
  }
  const auto found = order(left, right, budget_);
  if (!found)
    return fail(node, std::string(left.type()) + " " + sign + " " + std::string(right.type()) +
                          " can't be compared");
  if (sign == "<") return *found < 0;
  if (sign == "<=") return *found <= 0;
  return sign == ">" ? *found > 0 : *found >= 0;
}

std::optional<bool> Evaluator::contains(const Node& node, const Value& whole, const Value& part) {
  const auto* const text = part.get<std::string>();
  if (const auto* const dict = whole.get<Dict>()) {
    if (!is_hashable(part, budget_)) return type_error(node, "a key", part);
    return text && (*dict)->contains(*text);
  }
  if (const auto* const around = whole.get<std::string>()) {
    if (!text) return type_error(node, "in a text", part);
    return around->find(*text) != std::string::npos;
  }
  const auto* const sequence = whole.get<Sequence>();
  if (!sequence) return type_error(node, "in", whole);
  for (const auto& element : *sequence->elements)
    if (equal(element, part, budget_)) return true;
  return false;
}

}  // namespace crmlink::condition
