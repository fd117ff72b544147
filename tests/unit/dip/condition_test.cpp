#include <map>

#include "crmlink/core/config.hpp"
#include "crmlink/dip/data_dip_outcome.hpp"
#include "crmlink/dip/parameter_condition.hpp"
#include "support/catch.hpp"

using namespace crmlink;

namespace {

bool holds(const std::string& members, std::optional<std::string_view> value) {
  const auto condition = ParameterCondition::parse(R"({"parameter": "p", )" + members + "}");
  INFO(members);
  REQUIRE(condition);
  return condition->evaluate_value(value);
}

std::size_t complaints(const std::string& json) {
  const auto condition = ParameterCondition::parse(json);
  if (condition) return 0;
  return condition.error().complaints().size();
}

}  // namespace

TEST_CASE("exists asks whether a parameter has a value") {
  CHECK(holds(R"("exists": true)", "x"));
  CHECK_FALSE(holds(R"("exists": true)", ""));
  CHECK_FALSE(holds(R"("exists": true)", std::nullopt));
  CHECK(holds(R"("exists": false)", std::nullopt));
  CHECK_FALSE(holds(R"("exists": false)", "x"));
}

TEST_CASE("equals compares text as text, numbers as decimals, booleans in any case") {
  CHECK(holds(R"("equals": "fr")", "fr"));
  CHECK_FALSE(holds(R"("equals": "fr")", "FR"));
  CHECK(holds(R"("equals": "fr", "ignore_case": true)", "FR"));
  CHECK_FALSE(holds(R"("equals": "1.1")", "1.10"));
  CHECK(holds(R"("equals": 1.1)", "1.10"));
  CHECK(holds(R"("equals": 100)", "1e2"));
  CHECK_FALSE(holds(R"("equals": 100)", "one hundred"));
  CHECK(holds(R"("equals": true)", "True"));
  CHECK_FALSE(holds(R"("equals": true)", "1"));
  CHECK_FALSE(holds(R"("equals": "")", std::nullopt));
}

TEST_CASE("contains and starts_with look for a part") {
  CHECK(holds(R"("contains": "old")", "gold"));
  CHECK_FALSE(holds(R"("contains": "OLD")", "gold"));
  CHECK(holds(R"("contains": "OLD", "ignore_case": true)", "gold"));
  CHECK_FALSE(holds(R"("contains": "golden")", "gold"));
  CHECK(holds(R"("starts_with": "+1")", "+1222"));
  CHECK_FALSE(holds(R"("starts_with": "+12223")", "+1222"));
  CHECK(holds(R"("starts_with": "VIP", "ignore_case": true)", "vip customer"));
}

TEST_CASE("matches wants the whole value") {
  CHECK(holds(R"("matches": "\\d{5}")", "12345"));
  CHECK_FALSE(holds(R"("matches": "\\d{5}")", "123456"));
  CHECK_FALSE(holds(R"("matches": "gold|silver")", "GOLD"));
  CHECK(holds(R"("matches": "gold|silver", "ignore_case": true)", "GOLD"));
}

TEST_CASE("an expression that gets too complex doesn't match") {
  CHECK_FALSE(holds(R"("matches": "(a+)+b")", std::string(5000, 'a')));
  CHECK_FALSE(holds(R"("matches": ".*")", std::string(70000, 'a')));
}

TEST_CASE("greater and less compare decimals of any length") {
  CHECK(holds(R"("greater": 65)", "65.5"));
  CHECK_FALSE(holds(R"("greater": 65)", "65.0"));
  CHECK_FALSE(holds(R"("greater": 65)", "sixty-six"));
  CHECK_FALSE(holds(R"("greater": 65)", std::nullopt));
  CHECK(holds(R"("less": -1)", "-2"));
  CHECK(holds(R"("less": "18446744073709551617")", "18446744073709551616"));
  CHECK_FALSE(holds(R"("less": 10)", "9e5"));
}

TEST_CASE("in compares with each of a list") {
  CHECK(holds(R"("in": ["gold", 7, true])", "gold"));
  CHECK(holds(R"("in": ["gold", 7, true])", "7.0"));
  CHECK(holds(R"("in": ["gold", 7, true])", "TRUE"));
  CHECK_FALSE(holds(R"("in": ["gold", 7, true])", "silver"));
}

TEST_CASE("not turns the result around, also for what isn't set") {
  CHECK_FALSE(holds(R"("equals": "fr", "not": true)", "fr"));
  CHECK(holds(R"("equals": "fr", "not": true)", "en"));
  CHECK(holds(R"("equals": "fr", "not": true)", std::nullopt));
}

TEST_CASE("a condition looks its parameter up") {
  const auto condition = ParameterCondition::parse(R"({"parameter": "vip", "equals": "true"})");
  REQUIRE(condition);
  const auto lookup = [](std::string_view name) {
    return name == "vip" ? std::optional<std::string_view>("true") : std::nullopt;
  };
  CHECK(condition->evaluate(lookup));
  CHECK_FALSE(condition->evaluate(DataDipOutcome()));
  CHECK(condition->parameter() == "vip");
}

TEST_CASE("a condition says what it tests") {
  const auto describe = [](const char* json) {
    return ParameterCondition::parse(json)->describe();
  };
  CHECK(describe(R"({"parameter": "vip", "equals": "true"})") == "vip equals \"true\"");
  CHECK(describe(R"({"parameter": "age", "greater": 65, "not": true})") == "not (age greater 65)");
  CHECK(describe(R"({"parameter": "tier", "in": ["gold", 2]})") == "tier in [\"gold\", 2]");
}

TEST_CASE("a wrong condition gets all complaints at once") {
  CHECK(complaints("{}") == 2);
  CHECK(complaints(R"({"parameter": "p"})") == 1);
  CHECK(complaints(R"({"parameter": "p", "equals": "a", "contains": "b"})") == 1);
  CHECK(complaints(R"({"parameter": "p", "equal": "a"})") == 2);
  CHECK(complaints(R"({"parameter": "p", "equals": null})") == 1);
  CHECK(complaints(R"({"parameter": "p", "equals": []})") == 1);
  CHECK(complaints(R"({"parameter": "p", "exists": "yes"})") == 1);
  CHECK(complaints(R"({"parameter": "p", "contains": ""})") == 1);
  CHECK(complaints(R"({"parameter": "p", "matches": "("})") == 1);
  CHECK(complaints(R"({"parameter": "p", "greater": "many"})") == 1);
  CHECK(complaints(R"({"parameter": "p", "greater": true})") == 1);
  CHECK(complaints(R"({"parameter": "p", "greater": {}})") == 1);
  CHECK(complaints(R"({"parameter": "p", "in": []})") == 1);
  CHECK(complaints(R"({"parameter": "p", "in": [null, {}]})") == 2);
  CHECK(complaints(R"({"parameter": "", "not": 1, "exists": true})") == 2);
  CHECK(complaints("[") == 1);
}

TEST_CASE("a condition inside a larger document complains there") {
  auto document =
      ConfigDocument::parse("flow", R"({"steps": [{"if": {"parameter": "p", "equls": 1}}]})");
  auto root = document.root();
  auto steps = root.objects("steps");
  auto condition = steps[0].required_object("if");
  ParameterCondition::read(condition);
  const auto verdict = document.finish();
  REQUIRE(verdict.has_error());
  const auto error = verdict.error();
  for (const auto& complaint : error.complaints())
    CHECK(complaint.pointer.starts_with("/steps/0/if"));
  CHECK(error.complaints().size() == 2);
}
