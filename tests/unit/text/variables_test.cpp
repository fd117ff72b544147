#include "crmlink/text/variables.hpp"

#include <boost/json/value.hpp>

#include "support/catch.hpp"

using namespace crmlink;

namespace {

std::vector<std::string> names_of(const Variables& variables) {
  std::vector<std::string> names;
  variables.for_each_name([&](std::string_view name) { names.emplace_back(name); });
  return names;
}

}  // namespace

TEST_CASE("a variable is found whatever the case of its name") {
  Variables variables{{"Call_ID", "7"}};
  REQUIRE(variables.text("CALL_ID") != nullptr);
  CHECK(*variables.text("call_id") == "7");
  variables.set("CALL_ID", "8");
  CHECK(*variables.text("Call_ID") == "8");
  CHECK(names_of(variables) == std::vector<std::string>{"Call_ID"});
}

TEST_CASE("names differ in more than ASCII case") {
  const Variables variables{{"\xC3\x84", "upper"}, {"A_B", "1"}, {"A@", "2"}};
  CHECK(variables.text("\xC3\xA4") == nullptr);
  CHECK(variables.text("A-B") == nullptr);
  CHECK(variables.text("A`") == nullptr);
}

TEST_CASE("an empty text, null and an empty JSON string make a variable absent") {
  Variables variables{{"A", "1"}, {"B", ""}};
  CHECK_FALSE(variables.contains("B"));
  variables.set("A", "");
  CHECK_FALSE(variables.contains("A"));
  variables.set_json("C", nullptr);
  variables.set_json("D", "");
  CHECK(variables.size() == 0);
  variables.set_json("C", 1);
  variables.set_json("C", nullptr);
  CHECK_FALSE(variables.contains("C"));
}

TEST_CASE("a variable is a text or JSON, whatever was set last") {
  Variables variables;
  variables.set("A", "text");
  CHECK(variables.json("A") == nullptr);
  variables.set_json("a", {{"b", 1}});
  CHECK(variables.text("A") == nullptr);
  REQUIRE(variables.json("A") != nullptr);
  CHECK(variables.json("A")->at("b") == 1);
  variables.set("A", "again");
  CHECK(*variables.text("A") == "again");
  CHECK(variables.size() == 1);
}

TEST_CASE("unsetting removes one variable and keeps the others in order") {
  Variables variables{{"A", "1"}, {"B", "2"}, {"C", "3"}};
  variables.unset("b");
  variables.unset("nobody");
  CHECK(names_of(variables) == std::vector<std::string>{"A", "C"});
  CHECK(*variables.text("C") == "3");
}

TEST_CASE("a variable may be set from another one of the same object") {
  Variables variables{{"A", "short"}};
  for (int i = 0; i < 40; ++i)
    variables.set("COPY_" + std::to_string(i), *variables.text("A"));
  variables.set("A", *variables.text("A"));
  CHECK(*variables.text("COPY_39") == "short");
  CHECK(*variables.text("A") == "short");
}

TEST_CASE("a copy of variables is independent") {
  const Variables original{{"A", "1"}};
  auto copy = original;
  copy.set("A", "2");
  CHECK(*original.text("A") == "1");
}

TEST_CASE("a vocabulary knows plain names and scopes") {
  Vocabulary names{"ANI"};
  names.add("ani");
  names.add_scope("contact");
  CHECK(names.contains("aNI"));
  CHECK_FALSE(names.is_scope("ANI"));
  CHECK(names.contains("CONTACT"));
  CHECK(names.is_scope("Contact"));
  CHECK_FALSE(names.contains("DNIS"));
  CHECK_FALSE(names.is_scope("DNIS"));
  names.add_scope("ANI");
  CHECK(names.is_scope("ANI"));
}

TEST_CASE("a vocabulary tells the name nearest to a misspelled one") {
  Vocabulary names{"PHONE_NUMBER", "OUTBOUND_PHONE_NUMBER", "EMAIL", "ANI"};
  CHECK(names.nearest("PHONE_NUMBR") == "PHONE_NUMBER");
  CHECK(names.nearest("phnoe_number") == "PHONE_NUMBER");
  CHECK(names.nearest("E_MAIL") == "EMAIL");
  CHECK(names.nearest("AIN") == "ANI");
  CHECK(names.nearest("WEATHER") == "");
  CHECK(names.nearest("") == "");
  CHECK(names.nearest(std::string(100000, 'A')) == "");
  CHECK(Vocabulary().nearest("ANI") == "");
}
