#include "http/address_health.hpp"

#include "support/catch.hpp"

using namespace crmlink::http;
using namespace std::chrono_literals;

namespace {

using Endpoint = AddressHealth::Endpoint;
using Endpoints = std::vector<Endpoint>;

const TimePoint start{};
const AddressHealth::Limits limits{.failures = 2, .ejection = 10s, .max_ejection = 60s};

Endpoint at(const char* address) {
  return {boost::asio::ip::make_address(address), 443};
}

const Endpoint a = at("192.0.2.1");
const Endpoint b = at("192.0.2.2");
const Endpoint c = at("192.0.2.3");
const Endpoint x = at("2001:db8::1");
const Endpoint y = at("2001:db8::2");

Endpoints ordered(const AddressHealth& health, Endpoints endpoints, TimePoint now) {
  health.order(endpoints, now);
  return endpoints;
}

void fail(AddressHealth& health, const Endpoint& endpoint, int times, TimePoint now) {
  for (int n = 0; n < times; ++n)
    health.report_failure(endpoint, now);
}

}  // namespace

TEST_CASE("address families take turns, beginning with the first") {
  const AddressHealth health(limits);
  CHECK(ordered(health, {x, y, a, b, c}, start) == Endpoints{x, a, y, b, c});
  CHECK(ordered(health, {a, b, c, x}, start) == Endpoints{a, x, b, c});
  CHECK(ordered(health, {a, b}, start) == Endpoints{a, b});
  CHECK(ordered(health, {}, start).empty());
}

TEST_CASE("an address goes to the back after failures in a row, and comes back in time") {
  AddressHealth health(limits);
  fail(health, a, 1, start);
  CHECK(ordered(health, {a, b}, start) == Endpoints{a, b});
  fail(health, a, 1, start);
  CHECK(ordered(health, {a, b}, start + 10s - 1ms) == Endpoints{b, a});
  CHECK(ordered(health, {a, b}, start + 10s) == Endpoints{a, b});
}

TEST_CASE("a reply ends the row of failures") {
  AddressHealth health(limits);
  fail(health, a, 1, start);
  health.report_success(a);
  fail(health, a, 1, start);
  CHECK_FALSE(health.is_ejected(a, start));
  fail(health, a, 1, start);
  CHECK(health.is_ejected(a, start));
  health.report_success(a);
  CHECK_FALSE(health.is_ejected(a, start));
}

TEST_CASE("an address that fails its probe stays away for twice as long, up to a limit") {
  AddressHealth health(limits);
  fail(health, a, 2, start);
  fail(health, a, 1, start + 10s);
  CHECK(health.is_ejected(a, start + 30s - 1ms));
  CHECK_FALSE(health.is_ejected(a, start + 30s));
  fail(health, a, 1, start + 30s);
  CHECK(health.is_ejected(a, start + 70s - 1ms));
  fail(health, a, 1, start + 70s);
  CHECK(health.is_ejected(a, start + 130s - 1ms));
  CHECK_FALSE(health.is_ejected(a, start + 130s));
}

TEST_CASE("failures that were under way together count once") {
  AddressHealth health(limits);
  fail(health, a, 8, start);
  CHECK_FALSE(health.is_ejected(a, start + 10s));
}

TEST_CASE("when all are ejected all are tried, the one that comes back soonest first") {
  AddressHealth health(limits);
  fail(health, a, 2, start + 2s);
  fail(health, b, 2, start);
  fail(health, c, 2, start + 1s);
  CHECK(ordered(health, {a, b, c}, start + 3s) == Endpoints{b, c, a});
}

TEST_CASE("with a limit of zero nothing is remembered") {
  AddressHealth health({.failures = 0, .ejection = 10s, .max_ejection = 60s});
  fail(health, a, 100, start);
  CHECK(health.size() == 0);
}

TEST_CASE("an ejection of zero leaves the order alone") {
  AddressHealth health({.failures = 1, .ejection = 0s, .max_ejection = 60s});
  fail(health, a, 3, start);
  CHECK_FALSE(health.is_ejected(a, start));
}

TEST_CASE("what has no address isn't blamed") {
  AddressHealth health(limits);
  fail(health, Endpoint(), 2, start);
  CHECK(health.size() == 0);
}

TEST_CASE("a flood of failing addresses doesn't make it grow without end") {
  AddressHealth health(limits);
  for (unsigned n = 0; n < AddressHealth::most_addresses + 10; ++n)
    health.report_failure({boost::asio::ip::address_v4(n + 1), 443},
                          start + std::chrono::seconds(n));
  CHECK(health.size() == AddressHealth::most_addresses);
}
