#include "crmlink/http/reply_test.hpp"

#include <string>
#include <vector>

#include "crmlink/core/config.hpp"
#include "crmlink/http/message.hpp"
#include "support/catch.hpp"

using namespace crmlink;
using http::ReplyTest;

namespace {

http::Response reply(int status, std::string body = {}) {
  return http::Response(status, {}, std::move(body));
}

bool holds(std::string_view test, int status, std::string body) {
  return ReplyTest::parse(test).value().holds(reply(status, std::move(body)));
}

std::vector<std::string> complaints(std::string_view test) {
  const auto parsed = ReplyTest::parse(test);
  REQUIRE_FALSE(parsed);
  std::vector<std::string> lines;
  for (const auto& complaint : parsed.error().complaints())
    lines.push_back(complaint.pointer + ": " + complaint.problem + complaint.expected);
  return lines;
}

ReplyTest read_member(std::string_view text, Result<>& verdict) {
  auto document = ConfigDocument::parse("", text);
  auto root = document.root();
  auto test = ReplyTest::read(root.find("test").value());
  verdict = document.finish();
  return test;
}

}  // namespace

TEST_CASE("a reply test without conditions holds for no reply") {
  CHECK_FALSE(ReplyTest());
  CHECK_FALSE(ReplyTest().holds(reply(200)));
  CHECK_FALSE(ReplyTest::of_statuses({}).holds(reply(404)));
  CHECK(ReplyTest().describe() == "never");
}

TEST_CASE("a reply test for statuses looks at nothing else") {
  const auto test = ReplyTest::of_statuses({404, 410});
  CHECK(test);
  CHECK(test.holds(reply(410, "<html>")));
  CHECK_FALSE(test.holds(reply(200, "404")));
  CHECK(test.describe() == "status 404 or 410");
}

TEST_CASE("all conditions of a reply test must hold") {
  constexpr auto test =
      R"({"statuses": [400], "path": "error.code", "equals": "unknown", "body_contains": "id"})";
  CHECK(holds(test, 400, R"({"error": {"code": "unknown", "id": 7}})"));
  CHECK_FALSE(holds(test, 200, R"({"error": {"code": "unknown", "id": 7}})"));
  CHECK_FALSE(holds(test, 400, R"({"error": {"code": "busy", "id": 7}})"));
  CHECK_FALSE(holds(test, 400, R"({"error": {"code": "unknown"}})"));
}

TEST_CASE("exists tells what is there, be it null, from what isn't") {
  CHECK(holds(R"({"path": "error", "exists": true})", 200, R"({"error": null})"));
  CHECK_FALSE(holds(R"({"path": "error", "exists": true})", 200, R"({"id": 1})"));
  CHECK(holds(R"({"path": "error", "exists": false})", 200, R"({"id": 1})"));
  CHECK_FALSE(holds(R"({"path": "error", "exists": false})", 200, R"({"error": 1})"));
}

TEST_CASE("equals compares numbers by value and texts with the spelling of numbers") {
  CHECK(holds(R"({"path": "a", "equals": 1})", 200, R"({"a": 1.0})"));
  CHECK(holds(R"({"path": "a", "equals": 18446744073709551615})", 200,
              R"({"a": 18446744073709551615})"));
  CHECK(holds(R"({"path": "a", "equals": "7"})", 200, R"({"a": 7})"));
  CHECK(holds(R"({"path": "a", "equals": "true"})", 200, R"({"a": true})"));
  CHECK(holds(R"({"path": "a", "equals": false})", 200, R"({"a": false})"));
  CHECK_FALSE(holds(R"({"path": "a", "equals": 7})", 200, R"({"a": "7"})"));
  CHECK_FALSE(holds(R"({"path": "a", "equals": "7"})", 200, R"({"a": [7]})"));
  CHECK_FALSE(holds(R"({"path": "a", "equals": "7"})", 200, R"({"b": 7})"));
}

TEST_CASE("contains looks into a text and among the elements of a list") {
  constexpr auto test = R"({"path": "a", "contains": "gone"})";
  CHECK(holds(test, 200, R"({"a": "it is gone now"})"));
  CHECK(holds(test, 200, R"({"a": ["here", "gone"]})"));
  CHECK_FALSE(holds(test, 200, R"({"a": ["all gone"]})"));
  CHECK_FALSE(holds(test, 200, R"({"a": {"gone": 1}})"));
  CHECK_FALSE(holds(test, 200, R"({"a": 5})"));
}

TEST_CASE("empty asks for a value that is there and holds nothing") {
  constexpr auto test = R"({"path": "a", "empty": true})";
  for (const auto* body : {R"({"a": []})", R"({"a": ""})", R"({"a": {}})", R"({"a": null})"}) {
    CAPTURE(body);
    CHECK(holds(test, 200, body));
    CHECK_FALSE(holds(R"({"path": "a", "not_empty": true})", 200, body));
  }
  for (const auto* body : {R"({"a": [1]})", R"({"a": "x"})", R"({"a": 0})", R"({"a": false})"}) {
    CAPTURE(body);
    CHECK_FALSE(holds(test, 200, body));
    CHECK(holds(R"({"path": "a", "not_empty": true})", 200, body));
  }
  CHECK_FALSE(holds(test, 200, R"({"error": "busy"})"));
  CHECK_FALSE(holds(R"({"path": "a", "not_empty": true})", 200, R"({})"));
}

TEST_CASE("the empty path is the root of the body") {
  CHECK(holds(R"({"path": "", "empty": true})", 200, "[]"));
  CHECK_FALSE(holds(R"({"path": "", "empty": true})", 200, "[1]"));
}

TEST_CASE("a body that isn't JSON meets no path") {
  for (const auto* test :
       {R"({"path": "", "empty": true})", R"({"path": "a", "exists": false})",
        R"({"path": "a", "exists": true})", R"({"path": "", "not_empty": true})"}) {
    CAPTURE(test);
    CHECK_FALSE(holds(test, 200, "<html>"));
    CHECK_FALSE(holds(test, 200, ""));
    CHECK_FALSE(holds(test, 200, std::string(100000, '[')));
    CHECK_FALSE(holds(test, 200, '"' + std::string(ReplyTest::max_json_size, 'x') + '"'));
  }
}

TEST_CASE("body_contains looks at any body") {
  CHECK(holds(R"({"body_contains": "Session expired"})", 200, "<p>Session expired</p>"));
  CHECK_FALSE(holds(R"({"body_contains": "Session expired"})", 200, "<p>session expired</p>"));
}

TEST_CASE("a list of reply tests holds when one of them does") {
  Result<> verdict;
  const auto test = read_member(
      R"({"test": [{"statuses": [404]}, {"statuses": [200], "path": "items", "empty": true}]})",
      verdict);
  REQUIRE(verdict);
  CHECK(test.holds(reply(404)));
  CHECK(test.holds(reply(200, R"({"items": []})")));
  CHECK_FALSE(test.holds(reply(404 + 1, R"({"items": []})")));
  CHECK(test.describe() == "status 404, or status 200 and items is empty");
}

TEST_CASE("a reply test describes itself") {
  const auto describe = [](std::string_view test) { return ReplyTest::parse(test)->describe(); };
  CHECK(describe(R"({"path": "a", "equals": "x"})") == R"(a equals "x")");
  CHECK(describe(R"({"path": "a", "contains": "x"})") == R"(a contains "x")");
  CHECK(describe(R"({"path": "a", "exists": false})") == "a doesn't exist");
  CHECK(describe(R"({"path": "a", "exists": true})") == "a exists");
  CHECK(describe(R"({"path": "", "not_empty": true})") == "the body isn't empty");
  CHECK(describe(R"({"body_contains": "x"})") == R"(the body contains "x")");
}

TEST_CASE("a wrong reply test gets all complaints at once") {
  CHECK(complaints(R"({"statuses": [99, "x"], "path": "a[", "equals": [], "contains": "", "x": 1})")
            .size() == 6);
  CHECK(complaints("{}") ==
        std::vector<std::string>{": tests nothingstatuses, path or body_contains"});
  CHECK(complaints(R"({"path": "a"})") ==
        std::vector<std::string>{"/path: no operatorone of exists, equals, contains, empty, "
                                 "not_empty"});
  CHECK(complaints(R"({"statuses": [404], "exists": true})") ==
        std::vector<std::string>{"/exists: without a path"});
  CHECK(complaints(R"({"path": "a", "empty": false})") == std::vector<std::string>{"/empty: true"});
  CHECK(complaints(R"({"statuses": []})").size() == 1);
}

TEST_CASE("a member that is neither object nor list is no reply test") {
  Result<> verdict;
  for (const auto* text : {R"({"test": 404})", R"({"test": []})", R"({"test": [404]})"}) {
    CAPTURE(text);
    read_member(text, verdict);
    CHECK_FALSE(verdict);
  }
  std::string many = R"({"test": [)";
  for (std::size_t i = 0; i <= ReplyTest::max_alternatives; ++i)
    many += R"({"statuses": [404]},)";
  many.back() = ']';
  read_member(many + '}', verdict);
  CHECK_FALSE(verdict);
}
