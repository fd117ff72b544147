// Evaluates one condition a line of the standard input, for condition_oracle.py: writes the value
// as repr() would, "error" or "refused", each with the reason behind a tab.
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <iostream>
#include <string>

#include "crmlink/contact/contact_condition.hpp"

int main(int count, char** arguments) {
  if (count != 2) return 2;
  const auto scopes = boost::json::parse(arguments[1]);
  crmlink::Variables variables;
  for (const auto& [name, value] : scopes.as_object())
    variables.set_json(name, value);
  for (std::string line; std::getline(std::cin, line);) {
    crmlink::ContactConditionFault fault;
    const auto condition = crmlink::ContactCondition::parse(line, {}, fault);
    if (!condition) {
      std::cout << "refused\t" << fault.problem << '\n';
      continue;
    }
    const auto verdict = condition->evaluate(variables, {});
    if (verdict.problem.empty())
      std::cout << verdict.value << '\t' << (verdict.holds ? "True" : "False") << '\n';
    else
      std::cout << "error\t" << verdict.problem << '\n';
  }
  return 0;
}
