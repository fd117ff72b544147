#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "contact/condition_node.hpp"
#include "crmlink/contact/contact_condition.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink::condition {

/// Evaluates an expression once; ends at the first thing that can't be evaluated.
class Evaluator {
 public:
  /// All must outlive the evaluator.
  Evaluator(const Variables& scopes, const ContactConditionWorld& world) noexcept
      : scopes_(scopes), world_(world) {}

  /// Returns the value; std::nullopt: see problem().
  std::optional<Value> evaluate(const Node& node);
  /// Returns why there is none; holds no data of a caller.
  std::string problem() const;
  Budget& budget() noexcept { return budget_; }

 private:
  using Found = std::optional<Value>;

  static constexpr std::size_t max_text = std::size_t{64} * 1024;
  static constexpr std::size_t max_elements = 10'000;

  // condition_evaluator.cpp
  Found dispatch(const Node& node);
  Found scope(const Node& node);
  Found attribute(const Node& node);
  Found item(const Node& node);
  Found element(const Node& node, const Value& object, const Value& key);
  Found sequence(const Node& node);
  Found logical(const Node& node);
  Found choice(const Node& node);
  Found comparison(const Node& node);
  std::optional<bool> holds(const Node& node, const std::string& sign, const Value& left,
                            const Value& right);
  std::optional<bool> contains(const Node& node, const Value& whole, const Value& part);
  Found json(const Node& node, const boost::json::value* found);

  // condition_arithmetic.cpp
  Found sign(const Node& node);
  Found arithmetic(const Node& node);
  Found compute(const Node& node, std::int64_t left, std::int64_t right);
  Found compute(const Node& node, double left, double right);
  Found join(const Node& node, const Value& left, const Value& right);
  Found repeat(const Node& node, const Value& value, std::int64_t times);

  // condition_calls.cpp
  Found call(const Node& node);
  Found function(const Node& node, const std::vector<Value>& arguments);
  Found method(const Node& node, const std::vector<Value>& arguments);
  Found text_method(const Node& node, const std::string& text, const std::vector<Value>& arguments);
  Found affix(const Node& node, const std::string& text, const Value& wanted);
  Found split_text(const Node& node, const std::string& text, const std::vector<Value>& arguments);
  Found replace_text(const Node& node, const std::string& text,
                     const std::vector<Value>& arguments);
  Found size(const Node& node, const Value& value);
  Found to_integer(const Node& node, const Value& value);
  Found to_real(const Node& node, const Value& value);
  Found search(const Node& node, const Value& text);
  Found draw(const Node& node, const std::vector<Value>& arguments);
  Found age(const Node& node);

  std::nullopt_t fail(const Node& node, std::string problem);
  std::nullopt_t type_error(const Node& node, std::string_view what, const Value& value);

  const Variables& scopes_;
  const ContactConditionWorld& world_;
  Budget budget_;
  std::string problem_;
};

}  // namespace crmlink::condition
