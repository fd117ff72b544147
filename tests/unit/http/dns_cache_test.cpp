#include "http/dns_cache.hpp"

#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::http;
using namespace std::chrono_literals;

namespace {

const TimePoint start{};

DnsCache::Addresses one(const char* address) {
  return {boost::asio::ip::make_address(address)};
}

Result<DnsAnswer> answer(std::chrono::seconds ttl, const char* address = "192.0.2.1") {
  return DnsAnswer{one(address), ttl};
}

DnsCache::Limits limits() {
  return {.min_ttl = 5s, .max_ttl = 300s, .negative_ttl = 1s, .stale_limit = 1h};
}

}  // namespace

TEST_CASE("addresses are known until their time to live is over, and not a moment longer") {
  DnsCache cache(limits());
  CHECK_FALSE(cache.find("crm.test", start));
  cache.keep("crm.test", answer(60s), start);
  const auto known = cache.find("crm.test", start + 60s - 1ms);
  REQUIRE(known);
  REQUIRE(*known);
  CHECK(**known == one("192.0.2.1"));
  CHECK_FALSE(cache.find("crm.test", start + 60s));
  CHECK_FALSE(cache.find("other.test", start));
}

TEST_CASE("a time to live is kept between the floor and the ceiling") {
  DnsCache cache(limits());
  cache.keep("short.test", answer(0s), start);
  CHECK(cache.find("short.test", start + 4999ms));
  CHECK_FALSE(cache.find("short.test", start + 5s));
  cache.keep("long.test", answer(24h), start);
  CHECK(cache.find("long.test", start + 299s));
  CHECK_FALSE(cache.find("long.test", start + 300s));
}

TEST_CASE("a name that doesn't exist is remembered briefly") {
  DnsCache cache(limits());
  cache.keep("nobody.test", Error(Errc::host_not_found), start);
  const auto known = cache.find("nobody.test", start + 999ms);
  REQUIRE(known);
  REQUIRE_FALSE(*known);
  CHECK(known->error() == Errc::host_not_found);
  CHECK_FALSE(cache.find("nobody.test", start + 1s));
}

TEST_CASE("a failure of DNS is no answer and isn't remembered") {
  DnsCache cache(limits());
  cache.keep("crm.test", Error(Errc::resolve_failed), start);
  CHECK_FALSE(cache.find("crm.test", start));
}

TEST_CASE("addresses out of date are there for when DNS fails, until their limit") {
  DnsCache cache(limits());
  cache.keep("crm.test", answer(60s), start);
  CHECK(cache.find_stale("crm.test", start + 60s + 1h - 1ms) == one("192.0.2.1"));
  CHECK_FALSE(cache.find_stale("crm.test", start + 60s + 1h));
  CHECK_FALSE(cache.find_stale("other.test", start));
}

TEST_CASE("while a refresh has failed lately, what is out of date serves without asking") {
  DnsCache cache(limits());
  cache.keep("crm.test", answer(60s), start);
  cache.keep("crm.test", Error(Errc::resolve_failed), start + 70s);
  const auto known = cache.find("crm.test", start + 70s + 999ms);
  REQUIRE(known);
  CHECK(**known == one("192.0.2.1"));
  CHECK_FALSE(cache.find("crm.test", start + 71s));
}

TEST_CASE("failed refreshes don't make addresses live longer than the stale limit") {
  DnsCache cache(limits());
  cache.keep("crm.test", answer(60s), start);
  const auto end = start + 60s + 1h;
  cache.keep("crm.test", Error(Errc::resolve_failed), end - 500ms);
  CHECK(cache.find("crm.test", end - 1ms));
  CHECK_FALSE(cache.find("crm.test", end));
}

TEST_CASE("a name that is gone isn't served from what was known before") {
  DnsCache cache(limits());
  cache.keep("crm.test", answer(60s), start);
  cache.keep("crm.test", Error(Errc::host_not_found), start + 70s);
  CHECK_FALSE(cache.find_stale("crm.test", start + 70s));
}

TEST_CASE("a newer answer replaces the older one") {
  DnsCache cache(limits());
  cache.keep("crm.test", answer(60s), start);
  cache.keep("crm.test", answer(60s, "192.0.2.2"), start + 61s);
  CHECK(**cache.find("crm.test", start + 62s) == one("192.0.2.2"));
}

TEST_CASE("with all limits zero nothing is remembered") {
  DnsCache cache(DnsCache::Limits{});
  cache.keep("crm.test", answer(60s), start);
  cache.keep("nobody.test", Error(Errc::host_not_found), start);
  CHECK_FALSE(cache.find("crm.test", start));
  CHECK_FALSE(cache.find("nobody.test", start));
  CHECK(cache.size() == 0);
}

TEST_CASE("a flood of names doesn't make it grow without end, nor lose the newest") {
  DnsCache cache(limits());
  for (std::size_t n = 0; n < DnsCache::most_hosts + 50; ++n)
    cache.keep(std::to_string(n) + ".test", answer(60s), start + std::chrono::milliseconds(n));
  CHECK(cache.size() == DnsCache::most_hosts);
  const auto last = std::to_string(DnsCache::most_hosts + 49) + ".test";
  CHECK(cache.find(last, start + 2s));
  CHECK_FALSE(cache.find("0.test", start + 2s));
}
