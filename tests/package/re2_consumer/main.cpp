#include <crmlink/crmlink.hpp>
#include <crmlink/re2/re2_patterns.hpp>
#include <iostream>

using namespace crmlink;

int main() {
  ContactConditionFault fault;
  const auto condition =
      ContactCondition::parse("re.match('[+]49', '+4930')", make_re2_patterns(), fault);
  if (!condition) {
    std::cout << fault.problem << '\n';
    return 1;
  }
  return condition->evaluate({}, {}).holds ? 0 : 1;
}
