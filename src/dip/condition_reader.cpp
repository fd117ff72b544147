#include <array>
#include <boost/json/value.hpp>
#include <utility>

#include "crmlink/core/config.hpp"
#include "crmlink/dip/parameter_condition.hpp"
#include "dip/condition_test.hpp"
#include "text/json_writer.hpp"

namespace crmlink {
namespace {

using Test = ParameterCondition::Test;
using Operator = Test::Operator;
using Kind = ConditionOperand::Kind;

constexpr std::array<std::pair<std::string_view, Operator>, 8> operators{
    {{"exists", Operator::exists},
     {"equals", Operator::equals},
     {"contains", Operator::contains},
     {"starts_with", Operator::starts_with},
     {"matches", Operator::matches},
     {"greater", Operator::greater},
     {"less", Operator::less},
     {"in", Operator::in}}};

ConditionOperand operand_of(const ConfigValue& value) {
  ConditionOperand operand;
  const auto& json = value.json();
  if (const auto* const text = json.if_string()) {
    operand.text.assign(text->data(), text->size());
    return operand;
  }
  text::write_json(json, operand.text);
  operand.kind = json.is_bool() ? Kind::boolean : Kind::number;
  if (json.is_number()) operand.number = Decimal::parse(operand.text);
  return operand;
}

void expect(const ConfigValue& value, std::string expected) {
  ConfigProblem problem;
  problem.expected = std::move(expected);
  value.complain(std::move(problem));
}

void read_scalar(const ConfigValue& value, Test& test) {
  const auto& json = value.json();
  if (json.is_string() || json.is_number() || json.is_bool())
    test.operands.push_back(operand_of(value));
  else
    expect(value, "a text, a number or a boolean");
}

void read_text(const ConfigValue& value, Test& test) {
  if (value.non_empty_text()) test.operands.push_back(operand_of(value));
}

// A number may come as text as well, so that one beyond 64 bits keeps its digits.
void read_number(const ConfigValue& value, Test& test) {
  auto operand = operand_of(value);
  operand.number = Decimal::parse(operand.text);
  if (!operand.number || operand.kind == Kind::boolean) return expect(value, "a number");
  operand.kind = Kind::number;
  test.operands.push_back(std::move(operand));
}

void read_pattern(const ConfigValue& value, Test& test) {
  const auto expression = value.non_empty_text();
  if (!expression) return;
  if (auto problem = test.pattern.compile(*expression, test.ignore_case); !problem.empty())
    return value.complain(ConfigProblem("not a regular expression: " + std::move(problem)));
  test.operands.push_back(operand_of(value));
}

void read_operand(const ConfigValue& value, Test& test) {
  switch (test.op) {
    case Operator::exists:
      if (value.boolean()) test.operands.push_back(operand_of(value));
      return;
    case Operator::equals:
      return read_scalar(value, test);
    case Operator::contains:
    case Operator::starts_with:
      return read_text(value, test);
    case Operator::matches:
      return read_pattern(value, test);
    case Operator::greater:
    case Operator::less:
      return read_number(value, test);
    case Operator::in:
      for (const auto& item : value.items(1))
        read_scalar(item, test);
      return;
  }
}

/// Returns the one operator that the object has; complains about none and about several.
std::optional<std::pair<Operator, ConfigValue>> find_operator(ConfigObject& object) {
  std::optional<std::pair<Operator, ConfigValue>> found;
  for (const auto& [name, op] : operators) {
    auto value = object.find(name);
    if (!value) continue;
    if (found)
      value->complain(ConfigProblem("a condition has one operator, this is the second"));
    else
      found.emplace(op, std::move(*value));
  }
  if (!found && object) {
    ConfigProblem problem("no operator");
    problem.expected = "one of exists, equals, contains, starts_with, matches, greater, less, in";
    object.complain("", std::move(problem));
  }
  return found;
}

}  // namespace

ParameterCondition ParameterCondition::read(ConfigObject& object) {
  auto test = std::make_shared<Test>();
  test->parameter = object.required_text("parameter");
  test->ignore_case = object.boolean("ignore_case", false);
  test->negate = object.boolean("not", false);
  if (const auto found = find_operator(object)) {
    test->op = found->first;
    read_operand(found->second, *test);
  }
  object.reject_unknown();
  // Of a wrong condition, nobody asks anything but this.
  if (test->operands.empty()) test->operands.emplace_back();
  if (!test->operands.front().number) test->operands.front().number.emplace();
  return ParameterCondition(std::move(test));
}

Result<ParameterCondition> ParameterCondition::parse(std::string_view json) {
  auto document = ConfigDocument::parse("condition", json);
  auto root = document.root();
  auto condition = read(root);
  if (const auto verdict = document.finish(); !verdict) return verdict.error();
  return condition;
}

}  // namespace crmlink
