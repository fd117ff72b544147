#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

ClientOptions guarded(std::vector<std::string> refused) {
  auto options = trusting(authority());
  options.idle_limit = 0ms;
  options.guard.refused_addresses = std::move(refused);
  return options;
}

void check_refused(const Error& error) {
  CHECK(error == Errc::destination_refused);
  CHECK(error.is(Condition::configuration));
  CHECK(error.delivery() == Delivery::not_sent);
}

}  // namespace

TEST_CASE("without a guard every host and address is reached") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client client(loop.executor(), guarded({}));
  CHECK(loop.send(client, get(server.url())));
}

TEST_CASE("a refused address is refused when it stands in the URL") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client client(loop.executor(), guarded(http::GuardOptions::private_ranges()));
  const auto port = std::to_string(server.port());
  for (const std::string host :
       {"127.0.0.1", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::1]", "[::127.0.0.1]",
        "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "0.0.0.0", "[::]", "127.1", "0x7f.1", "2130706433",
        "0177.0.0.1", "127.0.0.1.", "0x7f000001", "0x"}) {
    CAPTURE(host);
    check_refused(loop.fail(client, get("http://" + host + ':' + port + '/')));
  }
  CHECK(server.connections() == 0);
}

TEST_CASE("a refused address is refused when a name leads to it") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  DnsServer dns({{"evil.test", {.v4 = {"127.0.0.1"}, .v6 = {"::1", "::ffff:127.0.0.1"}}}});
  Loop loop;
  auto options = guarded(http::GuardOptions::private_ranges());
  options.dns_servers = dns.address();
  Client client(loop.executor(), options);
  const auto error = loop.fail(client, get(server.url("/", "evil.test")));
  check_refused(error);
  CHECK(error.message().find("evil.test") != std::string::npos);
  // From the cache, too.
  check_refused(loop.fail(client, get(server.url("/", "evil.test"))));
  check_refused(loop.fail(client, get(server.url("/", "localhost"))));
  CHECK(server.connections() == 0);
}

TEST_CASE("a name that comes to point inwards is refused from then on") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  DnsServer dns({{"rebound.test", {.v4 = {"127.0.0.1"}}}});
  Loop loop;
  auto options = guarded({"127.0.0.2"});
  options.dns_servers = dns.address();
  options.dns_max_ttl = 0ms;
  options.dns_refresh_wait = 60s;
  Client client(loop.executor(), options);
  CHECK(loop.send(client, get(server.url("/", "rebound.test"))));
  dns.set("rebound.test", {.v4 = {"127.0.0.2"}});
  check_refused(loop.fail(client, get(server.url("/", "rebound.test"))));
}

TEST_CASE("of a host's addresses those that are refused are left out") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  ScriptedServer inner(answer_with(make_reply(200, "")),
                       {.address = "127.0.0.2", .port = server.port()});
  DnsServer dns({{"mixed.test", {.v4 = {"127.0.0.2", "127.0.0.1"}}}});
  Loop loop;
  auto options = guarded({"127.0.0.2/31"});
  options.dns_servers = dns.address();
  Client client(loop.executor(), options);
  CHECK(loop.send(client, get(server.url("/", "mixed.test"))));
  CHECK(inner.connections() == 0);
}

TEST_CASE("only hosts on the list are reached, when there is a list") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}},
                 {"a.crm.test", {.v4 = {"127.0.0.1"}}},
                 {"crm.test.evil.test", {.v4 = {"127.0.0.1"}}}});
  Loop loop;
  auto options = guarded({});
  options.dns_servers = dns.address();
  options.guard.allowed_hosts = {"crm.test"};
  Client client(loop.executor(), options);
  CHECK(loop.send(client, get(server.url("/", "crm.test"))));
  for (const auto* host : {"a.crm.test", "crm.test.evil.test", "127.0.0.1"}) {
    CAPTURE(host);
    check_refused(loop.fail(client, get(server.url("/", host))));
  }
}

TEST_CASE("an allowed host isn't allowed every address") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}}});
  Loop loop;
  auto options = guarded({"127.0.0.0/8"});
  options.dns_servers = dns.address();
  options.guard.allowed_hosts = {"crm.test"};
  Client client(loop.executor(), options);
  check_refused(loop.fail(client, get(server.url("/", "crm.test"))));
}

TEST_CASE("through a proxy the guard checks what stands in the URL, and not the proxy itself") {
  ScriptedServer proxy(answer_with(make_reply(403, "")));
  Loop loop;
  auto options = guarded(http::GuardOptions::private_ranges());
  options.proxy.url = proxy.url("");
  Client client(loop.executor(), options);
  check_refused(loop.fail(client, get("https://169.254.169.254/")));
  check_refused(loop.fail(client, get("https://0xa9fea9fe/")));
  CHECK(proxy.connections() == 0);
  CHECK(loop.fail(client, get("https://crm.test/")) == Errc::proxy_refused);
}

TEST_CASE("a guard that can't be read fails every request") {
  Loop loop;
  Client client(loop.executor(), guarded({"10.0.0.0/40"}));
  const auto error = loop.fail(client, get("http://127.0.0.1:1/"));
  CHECK(error == Errc::invalid_configuration);
  CHECK(error.message().find("10.0.0.0/40") != std::string::npos);
}

TEST_CASE("a connection made ahead is guarded as one for a request is") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client client(loop.executor(), guarded({"127.0.0.0/8"}));
  client.warm_up(get(server.url()).url, 1);
  loop.settle();
  CHECK(server.connections() == 0);
}
