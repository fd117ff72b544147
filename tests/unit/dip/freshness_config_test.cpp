#include "samples.hpp"
#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

std::string complaint_about(std::string_view members) {
  const auto config = profile_with(members);
  REQUIRE(config.has_error());
  return config.error().message();
}

}  // namespace

TEST_CASE("a profile that says nothing shares requests and keeps nothing") {
  const auto config = profile_with("{}");
  REQUIRE(config);
  CHECK(config->share_identical());
  CHECK_FALSE(config->cache().enabled());
  CHECK(config->late_answers_within() == 0ms);
}

TEST_CASE("cache and late answers are read, with their defaults") {
  const auto config = profile_with(R"({"share_identical": false, "cache": {"ttl_ms": 90000},
                                       "late_answers": {"within_ms": 5000}})");
  REQUIRE(config);
  CHECK_FALSE(config->share_identical());
  CHECK(config->cache().enabled());
  CHECK(config->cache().ttl == 90s);
  CHECK(config->cache().no_match_ttl == 30s);
  CHECK(config->cache().stale_on_error == 0s);
  CHECK(config->cache().max_entries == 10000);
  CHECK(config->late_answers_within() == 5s);
  CHECK(profile_with(R"({"cache": {"ttl_ms": 1000}})")->cache().no_match_ttl == 1s);
}

TEST_CASE("what makes no sense in a cache is a complaint with its place") {
  CHECK(complaint_about(R"({"cache": {}})").find("/cache") != std::string::npos);
  CHECK(complaint_about(R"({"cache": {"ttl_ms": -1}})").find("/cache/ttl_ms") != std::string::npos);
  CHECK(complaint_about(R"({"cache": {"ttl_ms": 86400001}})").find("from 0 to 86400000") !=
        std::string::npos);
  CHECK(
      complaint_about(R"({"cache": {"ttl_ms": 1, "max_entries": 0}})").find("/cache/max_entries") !=
      std::string::npos);
  CHECK(complaint_about(R"({"cache": {"ttl_ms": 0}})").find("nothing would ever be served") !=
        std::string::npos);
  const auto longer = complaint_about(R"({"cache": {"ttl_ms": 1000, "no_match_ttl_ms": 1001}})");
  CHECK(longer.find("/cache/no_match_ttl_ms") != std::string::npos);
  CHECK(longer.find("longer than ttl_ms") != std::string::npos);
  CHECK(complaint_about(R"({"cache": {"tll_ms": 5}})").find("did you mean ttl_ms?") !=
        std::string::npos);
  CHECK(complaint_about(R"({"late_answers": {"within": 5}})").find("did you mean within_ms?") !=
        std::string::npos);
  CHECK(complaint_about(R"({"late_answers": {"within_ms": 600001}})").find("from 0 to 600000") !=
        std::string::npos);
  CHECK(complaint_about(R"({"cache": true})").find("/cache") != std::string::npos);
  CHECK(complaint_about(R"({"share_identicle": true})").find("did you mean share_identical?") !=
        std::string::npos);
}
