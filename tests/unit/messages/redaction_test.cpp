// Tokens that stand for what was redacted.

#include "crmlink/messages/redaction.hpp"
#include "support/catch.hpp"

using namespace crmlink;

TEST_CASE("every listed token is found with its kind and its place") {
  const auto [token, kind] =
      GENERATE(table<std::string, RedactionKind>({{"GPE", RedactionKind::location},
                                                  {"DATE", RedactionKind::date},
                                                  {"TIME", RedactionKind::time},
                                                  {"ORG", RedactionKind::organization},
                                                  {"NAME", RedactionKind::person},
                                                  {"MONEY", RedactionKind::money},
                                                  {"EMAIL", RedactionKind::email},
                                                  {"NUMERIC", RedactionKind::numeric},
                                                  {"ID", RedactionKind::identifier},
                                                  {"LOYALTY_CARD-2", RedactionKind::custom}}));
  const auto text = "I am ****" + token + "****.";
  const auto found = find_redactions(text);
  REQUIRE(found.size() == 1);
  CHECK(found[0].offset == 5);
  CHECK(text.substr(found[0].offset, found[0].size) == "****" + token + "****");
  CHECK(found[0].name == token);
  CHECK(found[0].kind == kind);
}

TEST_CASE("tokens side by side don't share their asterisks") {
  const auto found = find_redactions("****NAME********DATE**** ****ID****");
  REQUIRE(found.size() == 3);
  CHECK(found[0].offset == 0);
  CHECK(found[1].offset == 12);
  CHECK(found[1].name == "DATE");
  CHECK(found[2].offset == 25);
}

TEST_CASE("more asterisks than a token has stay outside") {
  const auto found = find_redactions("******NAME******");
  REQUIRE(found.size() == 1);
  CHECK(found[0].offset == 2);
  CHECK(found[0].size == 12);
}

TEST_CASE("what isn't a token isn't found") {
  for (const std::string text : {"", "****", "********", "****NAME***", "***NAME****",
                                 "****two words****", "**bold**", "****caf\xC3\xA9****"})
    CHECK(find_redactions(text).empty());
  CHECK(find_redactions("****" + std::string(65, 'X') + "****").empty());
  CHECK(find_redactions("****" + std::string(64, 'X') + "****").size() == 1);
}

TEST_CASE("an unfinished token doesn't hide the one behind it") {
  const auto found = find_redactions("****NAME ****DATE****");
  REQUIRE(found.size() == 1);
  CHECK(found[0].name == "DATE");
}
