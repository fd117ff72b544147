#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

// Each request makes a connection of its own, and so needs an address.
ClientOptions connecting_anew(const DnsServer& dns) {
  auto options = asking(dns.address());
  options.idle_limit = 0ms;
  return options;
}

// What is known is out of date at once.
ClientOptions always_refreshing(const DnsServer& dns) {
  auto options = connecting_anew(dns);
  options.dns_min_ttl = 0ms;
  options.dns_max_ttl = 0ms;
  options.dns_refresh_wait = 60s;
  return options;
}

constexpr std::size_t questions_per_lookup = 2;  // A and AAAA.

}  // namespace

TEST_CASE("a host is looked up once for many connections, in a row and at once") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}, .ttl = 60}}});
  Loop loop;
  Client client(loop.executor(), connecting_anew(dns));
  std::vector<Call> calls;
  for (int n = 0; n < 8; ++n)
    calls.push_back(loop.start(client, get(server.url("/", "crm.test"))));
  for (auto& call : calls)
    CHECK(loop.finish(call));
  CHECK(loop.send(client, get(server.url("/", "crm.test"))));
  CHECK(dns.questions() == questions_per_lookup);
}

TEST_CASE("an answer's own time to live decides when DNS is asked again") {
  const auto [ttl, lookups] =
      GENERATE(table<unsigned, std::size_t>({{0, 2}, {60, 1}, {400'000, 1}}));
  ScriptedServer server(answer_with(make_reply(200, "")));
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}, .ttl = ttl}}});
  Loop loop;
  auto options = connecting_anew(dns);
  options.dns_min_ttl = 0ms;
  Client client(loop.executor(), options);
  CHECK(loop.send(client, get(server.url("/", "crm.test"))));
  CHECK(loop.send(client, get(server.url("/", "crm.test"))));
  CHECK(dns.questions() == lookups * questions_per_lookup);
}

TEST_CASE("a name that doesn't exist is asked for once in a while, not for each request") {
  DnsServer dns({});
  Loop loop;
  auto options = asking(dns.address());
  options.dns_negative_ttl = 1h;
  Client client(loop.executor(), options);
  CHECK(loop.fail(client, get("http://nobody.test/")) == Errc::host_not_found);
  const auto asked = dns.questions();
  const auto error = loop.fail(client, get("http://nobody.test/"));
  CHECK(error == Errc::host_not_found);
  CHECK(error.phase() == Phase::resolve);
  CHECK(dns.questions() == asked);
}

TEST_CASE("when DNS fails, the addresses that are out of date still serve") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}}});
  Loop loop;
  Client client(loop.executor(), always_refreshing(dns));
  CHECK(loop.send(client, get(server.url("/", "crm.test"))));
  dns.set("crm.test", {.failure = 2});
  CHECK(loop.send(client, get(server.url("/", "crm.test"))));
}

TEST_CASE("when DNS hangs, the addresses that are out of date serve after a short wait") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}}});
  Loop loop;
  auto options = always_refreshing(dns);
  options.dns_refresh_wait = GENERATE(0ms, 20ms);
  Client client(loop.executor(), options);
  CHECK(loop.send(client, get(server.url("/", "crm.test"))));
  dns.set("crm.test", {.silent = true});
  CHECK(loop.send(client, get(server.url("/", "crm.test"))));
  // The refresh is still under way, and others don't wait for it at all.
  CHECK(loop.send(client, get(server.url("/", "crm.test"))));
}

TEST_CASE("without a stale limit a DNS that fails fails the request") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}}});
  Loop loop;
  auto options = always_refreshing(dns);
  options.dns_stale_limit = 0ms;
  Client client(loop.executor(), options);
  CHECK(loop.send(client, get(server.url("/", "crm.test"))));
  dns.set("crm.test", {.failure = 2});
  CHECK(loop.fail(client, get(server.url("/", "crm.test"))) == Errc::resolve_failed);
}

TEST_CASE("a name that is gone isn't served from what was known") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}}});
  Loop loop;
  Client client(loop.executor(), always_refreshing(dns));
  CHECK(loop.send(client, get(server.url("/", "crm.test"))));
  dns.set("crm.test", {.failure = 3});
  CHECK(loop.fail(client, get(server.url("/", "crm.test"))) == Errc::host_not_found);
}

TEST_CASE("a host that moved is reached at its new address") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  DnsServer dns({{"crm.test", {.v4 = {"127.9.9.9"}}}});
  Loop loop;
  Client client(loop.executor(), always_refreshing(dns));
  CHECK(loop.fail(client, get(server.url("/", "crm.test"))) == Errc::connect_failed);
  dns.set("crm.test", {.v4 = {"127.0.0.1"}});
  CHECK(loop.send(client, get(server.url("/", "crm.test"))));
}

TEST_CASE("a request that is cancelled takes its lookup along, but not the others that wait") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}}});
  Loop loop;
  Client client(loop.executor(), connecting_anew(dns));
  auto first = loop.start(client, get(server.url("/", "crm.test")));
  auto second = loop.start(client, get(server.url("/", "crm.test")));
  first.cancel();
  CHECK_FALSE(loop.finish(first));
  CHECK(loop.finish(second));
}

TEST_CASE("a name in the hosts file is found without DNS") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  const SilentPort dns;
  Loop loop;
  Client client(loop.executor(), asking(dns.address()));
  CHECK(loop.send(client, get(server.url("/", "localhost"))));
  CHECK_FALSE(dns.was_asked());
}
