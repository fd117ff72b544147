#include <string>

#include "crmlink/core/config.hpp"
#include "support/catch.hpp"

namespace {

using crmlink::ConfigDocument;
using crmlink::ConfigProblem;
using crmlink::Result;
using crmlink::Secret;
using crmlink::SecretProviders;

SecretProviders providers() {
  return {{"vault", []() -> Result<std::string> { return std::string("from-vault"); }}};
}

Secret read(ConfigDocument& document) {
  return document.root().required_secret("token", providers());
}

std::string complaint_about(const std::string& token) {
  auto document = ConfigDocument::parse("dip", "{\"token\": " + token + "}");
  CHECK_FALSE(read(document));
  const auto verdict = document.finish();
  REQUIRE_FALSE(verdict);
  const std::string message = verdict.error().message();
  CHECK_THAT(message, !Catch::Matchers::Contains("planted"));
  return message;
}

}  // namespace

TEST_CASE("a secret is a text or names its source") {
  auto literal = ConfigDocument::parse("dip", R"({"token": "t-4711"})");
  CHECK(read(literal).resolve().value().reveal() == "t-4711");
  auto environment = ConfigDocument::parse("dip", R"({"token": {"env": "CRM_TOKEN"}})");
  CHECK(read(environment).describe() == "environment variable CRM_TOKEN");
  auto file = ConfigDocument::parse("dip", R"({"token": {"file": "/run/secrets/crm"}})");
  CHECK(read(file).describe() == "file /run/secrets/crm");
  auto callback = ConfigDocument::parse("dip", R"({"token": {"callback": "vault"}})");
  CHECK(read(callback).resolve().value().reveal() == "from-vault");
  for (const auto* document : {&literal, &environment, &file, &callback})
    CHECK(document->finish());
}

TEST_CASE("a wrong secret is a complaint that never shows it") {
  CHECK_THAT(complaint_about("4711000815"), !Catch::Matchers::Contains("4711000815"));
  CHECK_THAT(complaint_about("\"\""), Catch::Matchers::Contains("expected a non-empty text, "));
  CHECK_THAT(complaint_about("\"planted\\nx\""), Catch::Matchers::Contains("line break"));
  CHECK_THAT(complaint_about("[\"planted\"]"), Catch::Matchers::Contains("\"env\""));
  CHECK_THAT(complaint_about("{}"), Catch::Matchers::Contains("exactly one of"));
  CHECK_THAT(complaint_about(R"({"env": "A", "file": "B"})"),
             Catch::Matchers::Contains("exactly one of"));
  CHECK_THAT(complaint_about(R"({"env": ""})"), Catch::Matchers::Contains("/token/env"));
  CHECK_THAT(complaint_about(R"({"file": {"planted": 1}})"),
             Catch::Matchers::Contains("/token/file"));
  CHECK_THAT(complaint_about(R"({"enb": "planted"})"),
             Catch::Matchers::Contains("did you mean env?"));
}

TEST_CASE("an unknown callback is a complaint with the nearest known one") {
  CHECK_THAT(complaint_about(R"({"callback": "valt"})"),
             Catch::Matchers::Contains("the host has no such callback; did you mean vault?"));
}

TEST_CASE("a complaint from before the secret was known doesn't show it either") {
  auto document = ConfigDocument::parse("dip", R"({"token": "planted-4711"})");
  ConfigProblem problem("odd");
  problem.expected = "something";
  document.root().complain("token", problem);
  read(document);
  CHECK(document.finish().error().message() ==
        "dip: /token (line 1, column 11): odd; expected something");
}

TEST_CASE("a misspelled secret's key doesn't show the value") {
  auto document = ConfigDocument::parse("dip", R"({"tokn": "planted-4711"})");
  auto root = document.root();
  root.secret("token");
  root.reject_unknown();
  CHECK_THAT(document.finish().error().message(), !Catch::Matchers::Contains("planted"));
}
