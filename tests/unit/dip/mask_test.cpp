#include "dip/mask.hpp"

#include "support/catch.hpp"

using crmlink::masked_excerpt;
using crmlink::Secret;

TEST_CASE("a quoted token is masked, also where the limit cuts through it") {
  const auto token = Secret::literal("s3cret-token");
  CHECK(masked_excerpt("no s3cret-token, s3cret-token!", token, 200) == "no ********, ********!");
  for (std::size_t limit = 0; limit < 40; ++limit) {
    const auto excerpt = masked_excerpt("0123456789s3cret-token and more text here", token, limit);
    CHECK(excerpt.size() <= limit);
    CHECK(excerpt.find("s3") == std::string::npos);
  }
}

TEST_CASE("whatever follows Bearer is masked") {
  const auto token = Secret::literal("current");
  CHECK(masked_excerpt("{\"got\":\"bearer previous.token-1\"}", token, 200) ==
        "{\"got\":\"bearer ********\"}");
  CHECK(masked_excerpt("Bearer a Bearer b", token, 200) == "Bearer ******** Bearer ********");
}

TEST_CASE("nothing is quoted when the token isn't known") {
  CHECK(masked_excerpt("any text", Secret(), 200).empty());
}
