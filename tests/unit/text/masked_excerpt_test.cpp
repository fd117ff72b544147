#include "text/masked_excerpt.hpp"

#include "support/catch.hpp"

using crmlink::Secret;
using crmlink::text::masked_excerpt;

TEST_CASE("a quoted secret is masked, also where the limit cuts through it") {
  const auto token = Secret::literal("s3cret-token");
  CHECK(masked_excerpt("no s3cret-token, s3cret-token!", {&token}, 200) ==
        "no ********, ********!");
  for (std::size_t limit = 0; limit < 60; ++limit) {
    const auto excerpt =
        masked_excerpt("0123456789s3cret-tokens3cret-token and s3cret-token more", {&token}, limit);
    CHECK(excerpt.size() <= limit);
    CHECK(excerpt.find("s3") == std::string::npos);
  }
}

TEST_CASE("each of several secrets is masked, whole when one begins with another") {
  const auto shorter = Secret::literal("abc");
  const auto longer = Secret::literal("abcdef");
  CHECK(masked_excerpt("abcdef abc ab", {&shorter, &longer}, 200) == "******** ******** ab");
}

TEST_CASE("whatever follows Bearer or Basic is masked") {
  const auto token = Secret::literal("current");
  CHECK(masked_excerpt("{\"got\":\"bearer previous.token-1\"}", {&token}, 200) ==
        "{\"got\":\"bearer ********\"}");
  CHECK(masked_excerpt("Bearer a Basic YTpi", {&token}, 200) == "Bearer ******** Basic ********");
  CHECK(masked_excerpt("Bearer current", {}, 200) == "Bearer ********");
}

TEST_CASE("nothing is quoted when a secret isn't known") {
  const Secret none;
  const auto token = Secret::literal("current");
  CHECK(masked_excerpt("any text", {&token, &none}, 200).empty());
}
