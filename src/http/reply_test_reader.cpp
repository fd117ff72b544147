#include <array>
#include <boost/json/array.hpp>
#include <optional>
#include <utility>

#include "crmlink/core/config.hpp"
#include "http/reply_conditions.hpp"

namespace crmlink::http {
namespace {

using Conditions = ReplyTest::Conditions;

constexpr std::array<std::pair<std::string_view, ReplyOperator>, 5> operators{
    {{"exists", ReplyOperator::exists},
     {"equals", ReplyOperator::equals},
     {"contains", ReplyOperator::contains},
     {"empty", ReplyOperator::empty},
     {"not_empty", ReplyOperator::not_empty}}};

void expect(const ConfigValue& value, std::string expected) {
  ConfigProblem problem;
  problem.expected = std::move(expected);
  value.complain(std::move(problem));
}

void read_statuses(ConfigObject& object, Conditions& conditions) {
  constexpr IntegerRange final_statuses{.least = 200, .most = 599};
  if (!object.has("statuses")) return;
  for (const auto& item : object.items("statuses", 1))
    if (const auto status = item.integer(final_statuses))
      conditions.statuses.push_back(static_cast<int>(*status));
}

void read_path(const ConfigValue& value, Conditions& conditions) {
  conditions.path.emplace();
  const auto text = value.text();
  if (!text) return;
  auto path = JsonPath::parse(*text);
  if (path)
    conditions.path = std::move(*path);
  else
    value.complain(ConfigProblem(std::string(path.error().detail())));
}

void read_operand(const ConfigValue& value, Conditions& conditions) {
  const auto& json = value.json();
  switch (conditions.op) {
    case ReplyOperator::exists:
      if (const auto wanted = value.boolean()) conditions.operand = *wanted;
      return;
    case ReplyOperator::equals:
      if (!json.is_string() && !json.is_number() && !json.is_bool())
        return expect(value, "a text, a number or a boolean");
      break;
    case ReplyOperator::contains:
      if (!value.non_empty_text()) return;
      break;
    case ReplyOperator::empty:
    case ReplyOperator::not_empty:
      if (const auto said = value.boolean(); said && !*said) expect(value, "true");
      return;
  }
  // Not the document's own memory: that is wiped when the document goes.
  conditions.operand = boost::json::value(json, boost::json::storage_ptr());
}

void read_operator(ConfigObject& object, Conditions& conditions) {
  bool found = false;
  for (const auto& [name, op] : operators) {
    const auto value = object.find(name);
    if (!value) continue;
    if (!conditions.path) {
      value->complain(ConfigProblem("without a path"));
    } else if (std::exchange(found, true)) {
      value->complain(ConfigProblem("a path has one operator, this is the second"));
    } else {
      conditions.op = op;
      read_operand(*value, conditions);
    }
  }
  if (!conditions.path || found) return;
  ConfigProblem problem("no operator");
  problem.expected = "one of exists, equals, contains, empty, not_empty";
  object.complain("path", std::move(problem));
}

Conditions read_conditions(ConfigObject& object) {
  Conditions conditions;
  read_statuses(object, conditions);
  if (const auto path = object.find("path")) read_path(*path, conditions);
  read_operator(object, conditions);
  if (const auto text = object.find("body_contains"))
    conditions.body_contains = text->non_empty_text().value_or("");
  if (!object.has("statuses") && !object.has("path") && !object.has("body_contains")) {
    ConfigProblem problem("tests nothing");
    problem.expected = "statuses, path or body_contains";
    object.complain("", std::move(problem));
  }
  object.reject_unknown();
  return conditions;
}

}  // namespace

ReplyTest ReplyTest::read(ConfigObject& object) {
  std::vector<Conditions> alternatives;
  alternatives.push_back(read_conditions(object));
  return ReplyTest(std::move(alternatives));
}

ReplyTest ReplyTest::read(const ConfigValue& value) {
  if (!value.is_array()) {
    if (!value.is_object()) expect(value, "an object or a list of objects");
    auto object = value.is_object() ? value.object() : std::nullopt;
    return object ? read(*object) : ReplyTest();
  }
  const auto items = value.items(1);
  if (items.size() > max_alternatives)
    expect(value, "at most " + std::to_string(max_alternatives) + " objects");
  std::vector<Conditions> alternatives;
  for (const auto& item : items)
    if (auto object = item.object()) alternatives.push_back(read_conditions(*object));
  return ReplyTest(std::move(alternatives));
}

Result<ReplyTest> ReplyTest::parse(std::string_view json) {
  auto document = ConfigDocument::parse("reply test", json);
  auto root = document.root();
  auto test = read(root);
  if (const auto verdict = document.finish(); !verdict) return verdict.error();
  return test;
}

}  // namespace crmlink::http
