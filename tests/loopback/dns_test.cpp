#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;

TEST_CASE("a host's name is looked up where the options say, and named in the request") {
  ScriptedServer server(answer_with(make_reply(200, "found")));
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}}});
  Loop loop;
  Client client(loop.executor(), asking(dns.address()));

  const auto reply = loop.send(client, get(server.url("/", "crm.test")));

  REQUIRE(reply);
  CHECK(server.requests().at(0).field("host") == "crm.test:" + std::to_string(server.port()));
  CHECK(dns.questions() > 0);
}

TEST_CASE("an address needs no lookup") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  const SilentPort dns;
  Loop loop;
  Client client(loop.executor(), asking(dns.address()));
  CHECK(loop.send(client, get(server.url())));
  CHECK_FALSE(dns.was_asked());
}

TEST_CASE("a name that doesn't exist, or has no address, isn't found") {
  DnsServer dns({{"empty.test", DnsAnswer()}});
  Loop loop;
  Client client(loop.executor(), asking(dns.address()));
  const auto host = GENERATE(as<std::string>(), "nobody.test", "empty.test");

  const auto error = loop.fail(client, get("http://" + host + "/"));

  CHECK(error == Errc::host_not_found);
  CHECK(error.phase() == Phase::resolve);
  CHECK(error.delivery() == Delivery::not_sent);
  CHECK(error.is(Condition::transport));
  CHECK(error.message().find(host) != std::string::npos);
}

TEST_CASE("a DNS server that fails is told from a name that doesn't exist") {
  const unsigned failure = GENERATE(2u, 5u);
  DnsServer dns({{"crm.test", {.failure = failure}}});
  Loop loop;
  Client client(loop.executor(), asking(dns.address()));

  const auto error = loop.fail(client, get("http://crm.test/"));

  CHECK(error == Errc::resolve_failed);
  CHECK(error.phase() == Phase::resolve);
}

TEST_CASE("a second DNS server is asked when the first refuses") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  DnsServer refusing({{"crm.test", {.failure = 5}}});
  DnsServer knowing({{"crm.test", {.v4 = {"127.0.0.1"}}}});
  Loop loop;
  Client client(loop.executor(), asking(refusing.address() + ',' + knowing.address()));

  CHECK(loop.send(client, get(server.url("/", "crm.test"))));
}

TEST_CASE("an address that refuses gives way to the host's next one") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  DnsServer dns({{"crm.test", {.v4 = {"127.9.9.9", "127.0.0.1"}}}});
  Loop loop;
  Client client(loop.executor(), asking(dns.address()));

  const auto reply = loop.send(client, get(server.url("/", "crm.test")));

  REQUIRE(reply);
  CHECK(reply->diagnostics().peer == "127.0.0.1:" + std::to_string(server.port()));
  CHECK(reply->diagnostics().attempts == 1);
}

TEST_CASE("a host whose IPv6 address refuses is reached over IPv4") {
  if (!has_ipv6_loopback()) return;
  ScriptedServer server(answer_with(make_reply(200, "")));
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}, .v6 = {"::1"}}}});
  Loop loop;
  Client client(loop.executor(), asking(dns.address()));

  CHECK(loop.send(client, get(server.url("/", "crm.test"))));
}

TEST_CASE("a host with nothing but an IPv6 address is reached") {
  if (!has_ipv6_loopback()) return;
  ScriptedServer server(answer_with(make_reply(200, "")), {.address = "::1"});
  DnsServer dns({{"six.test", {.v6 = {"::1"}}}});
  Loop loop;
  Client client(loop.executor(), asking(dns.address()));

  CHECK(loop.send(client, get(server.url("/", "six.test"))));
}

TEST_CASE("many requests to one name at once are all answered") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}}});
  Loop loop;
  Client client(loop.executor(), asking(dns.address()));
  std::vector<Call> calls;
  for (int n = 0; n < 20; ++n)
    calls.push_back(loop.start(client, get(server.url("/", "crm.test"))));
  for (auto& call : calls)
    CHECK(loop.finish(call));
}

TEST_CASE("a hung lookup holds up nobody who asks for another host") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}}, {"hung.test", {.silent = true}}});
  Loop loop;
  Client client(loop.executor(), asking(dns.address()));
  auto hung = loop.start(client, get(server.url("/", "hung.test")));
  loop.settle();

  CHECK(loop.send(client, get(server.url("/", "crm.test"))));

  CHECK_FALSE(hung.done());
  hung.cancel();
  const auto result = loop.finish(hung);
  REQUIRE_FALSE(result);
  CHECK(result.error() == Errc::cancelled);
}

TEST_CASE("an empty or overlong label in a host is refused or not found, nothing worse") {
  Loop loop;
  Client client(loop.executor(), asking("127.0.0.1:1"));
  for (const auto& host : {std::string(64, 'a') + ".test", std::string("a..test"),
                           std::string(300, 'a'), std::string("-.test"), std::string("%00.test")}) {
    CAPTURE(host);
    const auto url = http::Url::parse("http://" + host + '/');
    if (!url) {
      CHECK(url.error() == Errc::invalid_url);
      continue;
    }
    CHECK(
        loop.fail(client, Request(Method::get, *url), in(std::chrono::milliseconds(200))).phase() ==
        Phase::resolve);
  }
}

TEST_CASE("DNS servers that aren't addresses fail the request, and say so") {
  Loop loop;
  Client client(loop.executor(), asking("not an address"));
  const auto error = loop.fail(client, get("http://crm.test/"));
  CHECK_FALSE(error.is(Condition::timeout));
  CHECK_FALSE(error.detail().empty());
}
