#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

const http::ClientOriginStatistics& only_origin(const http::ClientStatistics& statistics) {
  REQUIRE(statistics.origins.size() == 1);
  return statistics.origins.front();
}

std::string origin_of(const ScriptedServer& server, const std::string& scheme = "http") {
  return scheme + "://127.0.0.1:" + std::to_string(server.port());
}

// Answers once the gate is open.
Script answer_after(const Gate& gate) {
  return [&gate](Conversation& peer) {
    while (true) {
      peer.read_request();
      if (!gate.is_open()) peer.wait(gate);
      peer.send(make_reply(200, ""));
    }
  };
}

}  // namespace

TEST_CASE("a client that did nothing has no statistics") {
  Loop loop;
  const Client client(loop.executor());
  const auto statistics = client.statistics();
  CHECK(statistics.origins.empty());
  CHECK(statistics.others.requests == 0);
  CHECK(statistics.others.latencies.total().count() == 0);
}

TEST_CASE("n requests are n in the statistics of their origin") {
  ScriptedServer server(answer_with(make_reply(404, "no")));
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  for (int n = 0; n < 20; ++n)
    REQUIRE(loop.send(client, get(server.url())));
  const auto statistics = client.statistics();
  const auto& origin = only_origin(statistics);
  CHECK(origin.origin == origin_of(server));
  CHECK(origin.requests == 20);
  CHECK(origin.answered == 20);
  CHECK(origin.failed() == 0);
  CHECK(origin.attempts == 20);
  CHECK(origin.reused_connection == 19);
  CHECK(origin.by_status_class[4] == 20);
  CHECK(origin.by_status_class[2] == 0);
  CHECK(origin.connections_made == 1);
  CHECK(origin.tls_made == 0);
  CHECK(origin.latencies.total().count() == 20);
  CHECK(origin.latencies[Phase::wait].count() == 20);
  CHECK(origin.latencies[Phase::connect].count() == 1);
  CHECK(origin.latencies[Phase::tls].count() == 0);
  CHECK(origin.latencies.total().sum() >= origin.latencies[Phase::wait].sum());
  CHECK(statistics.others.requests == 0);
}

TEST_CASE("statistics say what the pool holds while requests are under way") {
  Gate gate;
  ScriptedServer server(answer_after(gate));
  auto options = trusting(authority());
  options.max_connections = 2;
  Loop loop;
  Client client(loop.executor(), options);
  std::vector<Call> calls;
  for (int n = 0; n < 5; ++n)
    calls.push_back(loop.start(client, get(server.url())));
  CHECK(only_origin(client.statistics()).connecting == 2);
  CHECK(only_origin(client.statistics()).waiting == 5);
  loop.run_until([&] { return server.requests().size() == 2; });
  const auto held = client.statistics();
  CHECK(only_origin(held).leased == 2);
  CHECK(only_origin(held).waiting == 3);
  CHECK(only_origin(held).connecting == 0);
  CHECK(only_origin(held).idle == 0);
  CHECK(only_origin(held).requests == 0);
  gate.open();
  for (auto& call : calls)
    REQUIRE(loop.finish(call));
  const auto after = client.statistics();
  CHECK(only_origin(after).leased == 0);
  CHECK(only_origin(after).waiting == 0);
  CHECK(only_origin(after).idle == 2);
  CHECK(only_origin(after).requests == 5);
}

TEST_CASE("failures are counted by their reason, and as requests, too") {
  ScriptedServer server({[](Conversation& peer) {
                           peer.read_request();
                           peer.reset();
                         },
                         [](Conversation& peer) {
                           peer.read_request();
                           peer.send("nonsense\r\n\r\n");
                         },
                         [](Conversation& peer) {
                           peer.read_request();
                           peer.hold();
                         }});
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  loop.fail(client, post(server.url(), "x"));
  loop.fail(client, post(server.url(), "x"));
  auto cancelled = loop.start(client, get(server.url()));
  REQUIRE(server.wait_for_connections(2));
  loop.run_until([&] { return server.requests().size() == 3; });
  cancelled.cancel();
  CHECK_FALSE(loop.finish(cancelled));
  loop.fail(client, get(server.url()), in(-1ms));

  const auto statistics = client.statistics();
  const auto& origin = only_origin(statistics);
  CHECK(origin.requests == 4);
  CHECK(origin.failed() == 4);
  CHECK(origin.latencies.total().count() == 4);
  CHECK(origin.failures == std::map<Errc, std::uint64_t>{{Errc::connection_reset, 1},
                                                         {Errc::malformed_response, 1},
                                                         {Errc::cancelled, 1},
                                                         {Errc::queue_timeout, 1}});
  CHECK(origin.attempts == 3);
}

TEST_CASE("connections that couldn't be made are counted") {
  const RefusingPort port;
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  for (int n = 0; n < 3; ++n)
    loop.fail(client, get("http://127.0.0.1:" + std::to_string(port.port())));
  const auto statistics = client.statistics();
  const auto& origin = only_origin(statistics);
  CHECK(origin.connections_failed == 3);
  CHECK(origin.connections_made == 0);
  CHECK(origin.failures.at(Errc::connect_failed) == 3);
}

TEST_CASE("statistics say how many TLS sessions were resumed") {
  ScriptedServer server(answer_with(make_reply(200, "")), secure());
  auto options = trusting(authority());
  options.idle_limit = 0ms;
  Loop loop;
  Client client(loop.executor(), options);
  for (int n = 0; n < 3; ++n)
    REQUIRE(loop.send(client, get(server.url())));
  const auto statistics = client.statistics();
  const auto& origin = only_origin(statistics);
  CHECK(origin.origin == origin_of(server, "https"));
  CHECK(origin.connections_made == 3);
  CHECK(origin.tls_made == 3);
  CHECK(origin.tls_resumed == 2);
  CHECK(origin.latencies[Phase::tls].count() == 3);
}

TEST_CASE("a replay is a second attempt of one request") {
  ScriptedServer server({[](Conversation& peer) {
                           peer.read_request();
                           peer.send(make_reply(200, "first"));
                           peer.read_request();
                           peer.reset();
                         },
                         answer_with(make_reply(200, "second"))});
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  REQUIRE(loop.send(client, get(server.url())));
  REQUIRE(loop.send(client, get(server.url())));
  const auto statistics = client.statistics();
  CHECK(only_origin(statistics).requests == 2);
  CHECK(only_origin(statistics).attempts == 3);
  CHECK(only_origin(statistics).connections_made == 2);
}

TEST_CASE("what is refused before it gets to an origin is counted apart") {
  Loop loop;
  auto options = trusting(authority());
  options.guard.allowed_hosts = {"*.crm.example"};
  Client client(loop.executor(), options);
  loop.fail(client, get("http://evil.test/"));
  client.close();
  loop.fail(client, get("http://a.crm.example/"));
  const auto statistics = client.statistics();
  CHECK(statistics.origins.empty());
  CHECK(statistics.others.requests == 2);
  CHECK(statistics.others.failures.at(Errc::destination_refused) == 1);
  CHECK(statistics.others.failures.at(Errc::cancelled) == 1);
}

TEST_CASE("the counts of an origin that is forgotten aren't lost") {
  ScriptedServer first(answer_with(make_reply(200, "")));
  ScriptedServer second(answer_with(make_reply(500, "")));
  auto options = trusting(authority());
  options.idle_limit = 0ms;
  options.max_origins = 1;
  Loop loop;
  Client client(loop.executor(), options);
  for (int n = 0; n < 3; ++n)
    REQUIRE(loop.send(client, get(first.url())));
  REQUIRE(loop.send(client, get(second.url())));
  const auto statistics = client.statistics();
  CHECK(only_origin(statistics).origin == origin_of(second));
  CHECK(only_origin(statistics).requests == 1);
  CHECK(statistics.others.requests == 3);
  CHECK(statistics.others.answered == 3);
  CHECK(statistics.others.by_status_class[2] == 3);
  CHECK(statistics.others.connections_made == 3);
  CHECK(statistics.others.latencies.total().count() == 3);
}

TEST_CASE("an origin with a connection isn't forgotten") {
  ScriptedServer first(answer_with(make_reply(200, "")));
  ScriptedServer second(answer_with(make_reply(200, "")));
  auto options = trusting(authority());
  options.max_origins = 1;
  Loop loop;
  Client client(loop.executor(), options);
  REQUIRE(loop.send(client, get(first.url())));
  REQUIRE(loop.send(client, get(second.url())));
  CHECK(client.statistics().origins.size() == 2);
  const auto again = loop.send(client, get(first.url()));
  REQUIRE(again);
  CHECK(again->diagnostics().reused_connection);
}

TEST_CASE("statistics name origins, never what may be confidential in a URL") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  REQUIRE(loop.send(client, get(server.url("/people/+12223334444?api_key=s3cret"))));
  CHECK(only_origin(client.statistics()).origin == origin_of(server));
}
