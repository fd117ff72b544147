#include "crmlink/re2/re2_patterns.hpp"

#include <boost/json/value.hpp>

#include "crmlink/contact/contact_lookup_config.hpp"
#include "support/catch.hpp"

using namespace crmlink;

namespace {

std::shared_ptr<const ContactPattern> compiled(std::string_view expression) {
  auto pattern = make_re2_patterns()(expression);
  if (!pattern) FAIL(pattern.error().detail());
  return *pattern;
}

}  // namespace

TEST_CASE("match is at the beginning, search anywhere") {
  const auto pattern = compiled("4[0-9]+");
  CHECK(pattern->match("49 30"));
  CHECK_FALSE(pattern->match("+49 30"));
  CHECK(pattern->search("+49 30"));
  CHECK_FALSE(pattern->search("+4"));
  CHECK(compiled("")->match(""));
  CHECK(compiled("^\\+49$")->search("+49"));
  CHECK(compiled("(?i)KIM")->search("kim"));
  CHECK(compiled("\u00e9+$")->search("caf\u00e9\u00e9"));
}

TEST_CASE("what takes more than linear time, or is wrong, is refused with its reason") {
  for (const auto* const expression :
       {"(a)\\1", "(?=a)", "(?<!a)b", "(", "[z-a]", "a{2,1}", "((a{1000}){1000}){1000}"}) {
    INFO(expression);
    const auto pattern = make_re2_patterns()(expression);
    REQUIRE_FALSE(pattern);
    CHECK_FALSE(pattern.error().detail().empty());
  }
}

TEST_CASE("a text that makes others run for ever doesn't") {
  const auto pattern = compiled("(a*)*b");
  CHECK_FALSE(pattern->search(std::string(60'000, 'a')));
}

TEST_CASE("text that isn't UTF-8 matches nothing that it isn't") {
  CHECK_FALSE(compiled("\u00e9")->search("\xe9"));
  CHECK(compiled("x")->search("\xffx"));
}

TEST_CASE("a condition has regular expressions by it") {
  ContactConditionFault fault;
  const auto condition =
      ContactCondition::parse("re.match('[+]49', contact.source)", make_re2_patterns(), fault);
  REQUIRE(condition);
  Variables scopes;
  scopes.set_json("contact", {{"source", "+4930123"}});
  CHECK(condition->evaluate(scopes, {}).holds);
  scopes.set_json("contact", {{"source", "+33123"}});
  CHECK_FALSE(condition->evaluate(scopes, {}).holds);
  CHECK_FALSE(ContactCondition::parse("re.match('(', '')", make_re2_patterns(), fault));
  CHECK_FALSE(fault.problem.empty());
}
