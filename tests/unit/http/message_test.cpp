#include "crmlink/http/message.hpp"

#include "support/catch.hpp"

using namespace crmlink::http;

TEST_CASE("a field is found in any letter case, the first one when there are several") {
  const Response response(200, {{"Content-Type", "text/plain"}, {"X-A", "1"}, {"x-a", "2"}},
                          "body");
  CHECK(response.field("content-type") == "text/plain");
  CHECK(response.field("X-a") == "1");
  CHECK_FALSE(response.field("Content-Typ"));
  CHECK(response.fields().size() == 3);
}

TEST_CASE("a moved reply keeps its views") {
  Response response(201, {{"Location", "/accounts/7"}}, "short");
  const Response moved = std::move(response);
  CHECK(moved.field("location") == "/accounts/7");
  CHECK(moved.body() == "short");
  CHECK(moved.ok());
}

TEST_CASE("an empty reply can be asked") {
  const Response response;
  CHECK(response.status() == 0);
  CHECK(response.body().empty());
  CHECK_FALSE(response.ok());
}

TEST_CASE("a method is read in any letter case and written as the wire wants it") {
  for (const auto* name : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
    CHECK(to_string(*parse_method(name)) == name);
  CHECK(parse_method("post") == Method::post);
  CHECK_FALSE(parse_method("TRACE"));
  CHECK_FALSE(parse_method(""));
}

TEST_CASE("only POST and PATCH aren't idempotent") {
  CHECK(is_idempotent(Method::get));
  CHECK(is_idempotent(Method::put));
  CHECK(is_idempotent(Method::delete_));
  CHECK_FALSE(is_idempotent(Method::post));
  CHECK_FALSE(is_idempotent(Method::patch));
}
