#include "crmlink/dip/parameter_condition.hpp"

#include <algorithm>
#include <utility>

#include "crmlink/dip/data_dip_outcome.hpp"
#include "dip/condition_test.hpp"
#include "text/names.hpp"

namespace crmlink {
namespace {

using Operator = ParameterCondition::Test::Operator;

std::string_view name_of(Operator op) noexcept {
  switch (op) {
    case Operator::exists:
      return "exists";
    case Operator::equals:
      return "equals";
    case Operator::contains:
      return "contains";
    case Operator::starts_with:
      return "starts_with";
    case Operator::matches:
      return "matches";
    case Operator::greater:
      return "greater";
    case Operator::less:
      return "less";
    case Operator::in:
      return "in";
  }
  return "unknown";
}

bool same_character(char a, char b) noexcept {
  return text::to_lower(a) == text::to_lower(b);
}

bool contains(std::string_view value, std::string_view part, bool ignore_case) {
  if (!ignore_case) return value.find(part) != std::string_view::npos;
  return part.empty() || std::search(value.begin(), value.end(), part.begin(), part.end(),
                                     same_character) != value.end();
}

bool same_text(std::string_view a, std::string_view b, bool ignore_case) {
  return ignore_case ? text::same_name(a, b) : a == b;
}

std::string shown(const ConditionOperand& operand) {
  return operand.kind == ConditionOperand::Kind::text ? '"' + operand.text + '"' : operand.text;
}

}  // namespace

bool ParameterCondition::Test::equals(std::string_view value,
                                      const ConditionOperand& operand) const {
  switch (operand.kind) {
    case ConditionOperand::Kind::text:
      return same_text(value, operand.text, ignore_case);
    case ConditionOperand::Kind::number:
      return Decimal::parse(value) == operand.number;
    case ConditionOperand::Kind::boolean:
      return text::same_name(value, operand.text);
  }
  return false;
}

std::optional<std::strong_ordering> ParameterCondition::Test::compare(
    std::string_view value) const {
  const auto number = Decimal::parse(value);
  if (!number) return std::nullopt;
  return *number <=> *operands.front().number;
}

bool ParameterCondition::Test::holds(std::optional<std::string_view> value) const {
  if (op == Operator::exists)
    return (value && !value->empty()) == (operands.front().text == "true");
  if (!value) return false;
  switch (op) {
    case Operator::contains:
      return contains(*value, operands.front().text, ignore_case);
    case Operator::starts_with: {
      const auto& start = operands.front().text;
      return same_text(value->substr(0, start.size()), start, ignore_case);
    }
    case Operator::matches:
      return pattern.matches(*value);
    case Operator::greater:
      return compare(*value) == std::strong_ordering::greater;
    case Operator::less:
      return compare(*value) == std::strong_ordering::less;
    case Operator::exists:
    case Operator::equals:
    case Operator::in:
      break;
  }
  return std::any_of(operands.begin(), operands.end(),
                     [&](const ConditionOperand& operand) { return equals(*value, operand); });
}

std::string ParameterCondition::Test::describe() const {
  std::string text = parameter + ' ' + std::string(name_of(op)) + ' ';
  const char* separator = op == Operator::in ? "[" : "";
  for (const auto& operand : operands) {
    text.append(separator).append(shown(operand));
    separator = ", ";
  }
  if (op == Operator::in) text += ']';
  return negate ? "not (" + text + ')' : text;
}

ParameterCondition::ParameterCondition(std::shared_ptr<const Test> test) noexcept
    : test_(std::move(test)) {}

bool ParameterCondition::evaluate(const DataDipOutcome& outcome) const {
  const auto* const found = outcome.find(test_->parameter);
  return evaluate_value(found == nullptr ? std::nullopt : std::optional(found->value));
}

bool ParameterCondition::evaluate(const Lookup& lookup) const {
  return evaluate_value(lookup(test_->parameter));
}

bool ParameterCondition::evaluate_value(std::optional<std::string_view> value) const {
  return test_->holds(value) != test_->negate;
}

std::string_view ParameterCondition::parameter() const noexcept {
  return test_->parameter;
}
std::string ParameterCondition::describe() const {
  return test_->describe();
}

}  // namespace crmlink
