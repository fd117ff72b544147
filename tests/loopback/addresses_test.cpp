#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

ClientOptions fast(const DnsServer& dns) {
  auto options = asking(dns.address());
  options.idle_limit = 0ms;
  options.address_delay = 10ms;
  return options;
}

DnsServer both_of(const std::string& first, const std::string& second) {
  return DnsServer({{"crm.test", {.v4 = {first, second}}}});
}

std::string peer(const ScriptedServer& server, const std::string& address) {
  return address + ':' + std::to_string(server.port());
}

Script silence() {
  return [](Conversation& peer) {
    peer.read_request();
    peer.hold();
  };
}

}  // namespace

TEST_CASE("an address that doesn't answer gives way to the next after a short while") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  const HangingPort silent("127.0.0.2", server.port());
  const auto dns = both_of("127.0.0.2", "127.0.0.1");
  Loop loop;
  auto options = fast(dns);
  options.address_delay = GENERATE(0ms, 10ms);
  Client client(loop.executor(), options);

  const auto before = open_descriptors();
  const auto reply = loop.send(client, get(server.url("/", "crm.test")));

  REQUIRE(reply);
  CHECK(reply->diagnostics().peer == peer(server, "127.0.0.1"));
  // Nothing of the silent one is left. What DNS and the reply took is given back as well.
  loop.run_until([&] { return open_descriptors() <= before; });
}

TEST_CASE("the next address isn't tried before the first has had its time") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  const HangingPort silent("127.0.0.2", server.port());
  const auto dns = both_of("127.0.0.2", "127.0.0.1");
  const auto error = with_growing_deadline(Errc::connect_timeout, [&](auto limit) {
    Loop loop;
    auto options = fast(dns);
    options.address_delay = 1h;
    Client client(loop.executor(), options);
    return loop.fail(client, get(server.url("/", "crm.test")), in(limit));
  });
  check_timeout(error, Errc::connect_timeout, Phase::connect);
  CHECK(server.connections() == 0);
}

TEST_CASE("when no address answers, each is named with what became of it") {
  const HangingPort silent("127.0.0.2");
  const auto dns = both_of("127.0.0.1", "127.0.0.2");
  Loop loop;
  auto options = fast(dns);
  options.connect_limit = 200ms;
  Client client(loop.executor(), options);

  const auto error =
      loop.fail(client, get("http://crm.test:" + std::to_string(silent.port()) + '/'));

  check_timeout(error, Errc::connect_timeout, Phase::connect);
  const std::string detail(error.detail());
  CHECK(detail.find("127.0.0.1:") != std::string::npos);
  CHECK(detail.find("refused") != std::string::npos);
  CHECK(detail.find("127.0.0.2:") != std::string::npos);
  CHECK(detail.find("no answer") != std::string::npos);
}

TEST_CASE("an address that lost the race isn't tried first the next time") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  const HangingPort silent("127.0.0.2", server.port());
  const auto dns = both_of("127.0.0.2", "127.0.0.1");
  Loop loop;
  auto options = fast(dns);
  options.address_failures = 1;
  options.address_delay = 50ms;
  options.max_connecting = 1;
  Client client(loop.executor(), options);
  const auto first = loop.send(client, get(server.url("/", "crm.test")));
  REQUIRE(first);
  CHECK(first->diagnostics().elapsed[Phase::connect] >= 50ms);

  // A connection that had to wait for the silent one would take as long.
  for (int attempt = 0; attempt < 100; ++attempt) {
    const auto later = loop.send(client, get(server.url("/", "crm.test")));
    REQUIRE(later);
    if (later->diagnostics().elapsed[Phase::connect] < 50ms) return;
  }
  FAIL("it is still tried first");
}

TEST_CASE("an address whose TLS fails goes behind the host's other one") {
  ScriptedServer good(answer_with(make_reply(200, "")), secure());
  ScriptedServer bad(answer_with(make_reply(200, "")),
                     {.certificate = self_signed(), .address = "127.0.0.2", .port = good.port()});
  const auto dns = both_of("127.0.0.2", "127.0.0.1");
  Loop loop;
  auto options = fast(dns);
  options.address_failures = 1;
  options.address_delay = 1h;
  Client client(loop.executor(), options);
  CHECK(loop.fail(client, get(good.url("/", "crm.test"))) == Errc::certificate_rejected);

  CHECK(loop.send(client, get(good.url("/", "crm.test"))));
  CHECK(loop.send(client, get(good.url("/", "crm.test"))));

  CHECK(bad.connections() == 1);
}

TEST_CASE("an address where requests time out goes behind the host's other one") {
  ScriptedServer good(answer_with(make_reply(200, "")));
  ScriptedServer bad(silence(), {.address = "127.0.0.2", .port = good.port()});
  const auto dns = both_of("127.0.0.2", "127.0.0.1");
  Loop loop;
  auto options = fast(dns);
  options.address_failures = 2;
  options.address_delay = 1h;
  Client client(loop.executor(), options);
  const auto url = good.url("/", "crm.test");
  std::size_t timeouts = 0;
  for (int n = 0; n < 20 && timeouts < 2; ++n)
    if (loop.fail(client, get(url), in(100ms)) == Errc::wait_timeout) ++timeouts;
  REQUIRE(timeouts == 2);

  const auto reply = loop.send(client, get(url));

  REQUIRE(reply);
  CHECK(reply->diagnostics().peer == peer(good, "127.0.0.1"));
}

TEST_CASE("a request that is cancelled while addresses race leaves nothing behind") {
  const HangingPort one("127.0.0.1");
  const HangingPort two("127.0.0.2", one.port());
  const auto dns = both_of("127.0.0.2", "127.0.0.1");
  Loop loop;
  auto options = fast(dns);
  options.address_delay = 0ms;
  Client client(loop.executor(), options);
  const auto before = open_descriptors();
  auto call = loop.start(client, get("http://crm.test:" + std::to_string(one.port()) + '/'));
  loop.run_until([&] { return open_descriptors() >= before + 2; });

  call.cancel();

  CHECK(loop.finish(call).error() == Errc::cancelled);
  loop.run_until([&] { return open_descriptors() <= before; });
}
