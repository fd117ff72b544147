#include <algorithm>
#include <boost/json/value.hpp>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "contact/condition_evaluator.hpp"
#include "contact/condition_letters.hpp"
#include "contact/condition_moment.hpp"
#include "contact/condition_text.hpp"

namespace crmlink::condition {
namespace {

using std::chrono::system_clock;

constexpr double two_to_63 = 9223372036854775808.0;

/// Returns the limit that an argument of split or replace is; negative: none.
std::optional<std::size_t> limit_of(const std::vector<Value>& arguments, std::size_t index) {
  if (arguments.size() <= index) return std::numeric_limits<std::size_t>::max();
  const auto limit = arguments[index].integer();
  if (!limit) return std::nullopt;
  return *limit < 0 ? std::numeric_limits<std::size_t>::max() : static_cast<std::size_t>(*limit);
}

double seconds_of(system_clock::time_point at) {
  return std::chrono::duration<double>(at.time_since_epoch()).count();
}

}  // namespace

Evaluator::Found Evaluator::call(const Node& node) {
  if (node.name == "get_seconds_since_created") return age(node);
  std::vector<Value> arguments;
  for (const auto& child : node.children) {
    auto value = evaluate(child);
    if (!value) return std::nullopt;
    arguments.push_back(std::move(*value));
  }
  auto value = function(node, arguments);
  return value || !problem_.empty() || budget_.is_spent() ? value : method(node, arguments);
}

/// Calls a function; std::nullopt without a problem: it isn't one.
Evaluator::Found Evaluator::function(const Node& node, const std::vector<Value>& arguments) {
  const auto& name = node.name;
  const bool empty = arguments.empty();
  if (name == "len") return size(node, arguments.front());
  if (name == "int") return empty ? Value(std::int64_t{0}) : to_integer(node, arguments.front());
  if (name == "float") return empty ? Value(0.0) : to_real(node, arguments.front());
  if (name == "str") return Value(empty ? std::string() : to_text(arguments.front(), budget_));
  if (node.pattern) return search(node, arguments[1]);
  if (name.starts_with("random.")) return draw(node, arguments);
  if (name == "time.time") return Value(seconds_of(world_.now));
  if (name.starts_with("datetime.")) return Value(Moment{world_.now});
  return std::nullopt;
}

Evaluator::Found Evaluator::method(const Node& node, const std::vector<Value>& arguments) {
  const auto& object = arguments.front();
  if (const auto* const moment = object.get<Moment>()) {
    if (node.name == "timestamp") return Value(seconds_of(moment->at));
    const auto day = iso_weekday(moment->at);
    if (node.name == "weekday") return Value(std::int64_t{day - 1});
    if (node.name == "isoweekday") return Value(std::int64_t{day});
  }
  const auto* const text = object.get<std::string>();
  return text ? text_method(node, *text, arguments)
              : Found(type_error(node, "." + node.name + "()", object));
}

Evaluator::Found Evaluator::text_method(const Node& node, const std::string& text,
                                        const std::vector<Value>& arguments) {
  const auto& name = node.name;
  if (!budget_.spend(text.size() / 100)) return std::nullopt;
  if (name == "lower") return Value(lower(text));
  if (name == "upper") return Value(upper(text));
  if (name == "startswith" || name == "endswith") return affix(node, text, arguments[1]);
  if (name == "split") return split_text(node, text, arguments);
  if (name == "replace") return replace_text(node, text, arguments);
  if (name != "strip") return type_error(node, "." + name + "()", arguments.front());
  const bool plain = arguments.size() == 1 || arguments[1].is_none();
  const auto* const chars = plain ? nullptr : arguments[1].get<std::string>();
  if (!plain && !chars) return type_error(node, "strip()", arguments[1]);
  return Value(strip(text, chars));
}

Evaluator::Found Evaluator::affix(const Node& node, const std::string& text, const Value& wanted) {
  const bool start = node.name == "startswith";
  if (const auto* const one = wanted.get<std::string>())
    return Value(start ? text.starts_with(*one) : text.ends_with(*one));
  const auto* const several = wanted.get<Sequence>();
  if (!several || !several->tuple) return type_error(node, node.name + "()", wanted);
  for (const auto& each : *several->elements) {
    const auto* const one = each.get<std::string>();
    if (!one) return type_error(node, node.name + "()", each);
    if (start ? text.starts_with(*one) : text.ends_with(*one)) return Value(true);
  }
  return Value(false);
}

Evaluator::Found Evaluator::split_text(const Node& node, const std::string& text,
                                       const std::vector<Value>& arguments) {
  const auto most = limit_of(arguments, 2);
  if (!most) return type_error(node, "split()", arguments[2]);
  const bool words = arguments.size() == 1 || arguments[1].is_none();
  const auto* const separator = words ? nullptr : arguments[1].get<std::string>();
  if (!words && !separator) return type_error(node, "split()", arguments[1]);
  if (separator && separator->empty()) return fail(node, "an empty separator");
  const auto parts = words ? split_words(text, *most) : split(text, *separator, *most);
  if (parts.size() > max_elements) return fail(node, "more than 10000 elements");
  if (!budget_.spend(parts.size())) return std::nullopt;
  std::vector<Value> elements;
  elements.reserve(parts.size());
  for (const auto& part : parts)
    elements.emplace_back(part);
  return Value::sequence(std::move(elements), false);
}

Evaluator::Found Evaluator::replace_text(const Node& node, const std::string& text,
                                         const std::vector<Value>& arguments) {
  const auto* const old = arguments[1].get<std::string>();
  const auto* const fresh = arguments[2].get<std::string>();
  const auto most = limit_of(arguments, 3);
  if (!old) return type_error(node, "replace()", arguments[1]);
  if (!fresh) return type_error(node, "replace()", arguments[2]);
  if (!most) return type_error(node, "replace()", arguments[3]);
  auto replaced = replace(text, *old, *fresh, *most, max_text);
  return replaced ? Found(Value(std::move(*replaced))) : Found(fail(node, "a text above 64 KiB"));
}

Evaluator::Found Evaluator::size(const Node& node, const Value& value) {
  const auto made = [](std::size_t count) { return Value(static_cast<std::int64_t>(count)); };
  if (const auto* const text = value.get<std::string>()) return made(length(*text));
  if (const auto* const sequence = value.get<Sequence>()) return made(sequence->elements->size());
  if (const auto* const dict = value.get<Dict>()) return made((*dict)->size());
  return type_error(node, "len()", value);
}

Evaluator::Found Evaluator::to_integer(const Node& node, const Value& value) {
  if (const auto whole = value.integer()) return Value(*whole);
  if (const auto* const real = value.get<double>()) {
    if (!std::isfinite(*real)) return fail(node, "int() of no finite number");
    const auto whole = std::trunc(*real);
    if (whole < -two_to_63 || whole >= two_to_63) return fail(node, "an integer beyond 64 bits");
    return Value(static_cast<std::int64_t>(whole));
  }
  const auto* const text = value.get<std::string>();
  if (!text) return type_error(node, "int()", value);
  const auto whole = parse_integer(*text);
  return whole ? Found(Value(*whole)) : Found(fail(node, "int() of a text that is no integer"));
}

Evaluator::Found Evaluator::to_real(const Node& node, const Value& value) {
  if (const auto real = value.number()) return Value(*real);
  const auto* const text = value.get<std::string>();
  if (!text) return type_error(node, "float()", value);
  const auto real = parse_real(*text);
  return real ? Found(Value(*real)) : Found(fail(node, "float() of a text that is no number"));
}

Evaluator::Found Evaluator::search(const Node& node, const Value& value) {
  const auto* const text = value.get<std::string>();
  if (!text) return type_error(node, node.name + "()", value);
  const bool found =
      node.name == "re.match" ? node.pattern->match(*text) : node.pattern->search(*text);
  return found ? Value(Match{}) : Value();
}

/// random.random and random.randrange.
Evaluator::Found Evaluator::draw(const Node& node, const std::vector<Value>& arguments) {
  if (!world_.random) return fail(node, "there is no source of random numbers");
  if (arguments.empty()) return Value(world_.random());
  std::vector<std::int64_t> bounds;
  for (const auto& argument : arguments) {
    const auto bound = argument.integer();
    if (!bound) return type_error(node, "randrange()", argument);
    if (*bound < -1'000'000'000'000 || *bound > 1'000'000'000'000)
      return fail(node, "a range beyond 10 to the 12th");
    bounds.push_back(*bound);
  }
  const auto start = bounds.size() == 1 ? 0 : bounds[0];
  const auto stop = bounds.size() == 1 ? bounds[0] : bounds[1];
  const auto step = bounds.size() == 3 ? bounds[2] : 1;
  if (step == 0) return fail(node, "a step of zero");
  const auto width = stop - start;
  const auto count = step > 0 ? (width + step - 1) / step : (width + step + 1) / step;
  if (count <= 0) return fail(node, "an empty range");
  const auto drawn = static_cast<std::int64_t>(world_.random() * static_cast<double>(count));
  return Value(start + step * std::min(drawn, count - 1));
}

/// Whole seconds since the conversation began.
Evaluator::Found Evaluator::age(const Node& node) {
  const auto* const contact = scopes_.json("contact");
  const auto* const created =
      contact && contact->is_object() ? contact->get_object().if_contains("created") : nullptr;
  const auto at = created ? parse_moment(*created) : std::nullopt;
  if (!at) return fail(node, "contact.created is no time");
  return Value(static_cast<std::int64_t>(
      std::chrono::floor<std::chrono::seconds>(world_.now - *at).count()));
}

}  // namespace crmlink::condition
