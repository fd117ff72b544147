#include "loopback/harness.hpp"
#include "support/held_memory.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

ClientOptions at_most(std::size_t connections, std::size_t waiting) {
  auto options = trusting(authority());
  options.max_connections = connections;
  options.max_waiting = waiting;
  return options;
}

// Answers once the gate is open.
Script answer_after(const Gate& gate) {
  return [&gate](Conversation& peer) {
    while (true) {
      const auto request = peer.read_request();
      if (!gate.is_open()) peer.wait(gate);
      peer.send(make_reply(200, request.target()));
    }
  };
}

}  // namespace

TEST_CASE("requests at once get a connection each, and their own replies") {
  const bool tls = GENERATE(false, true);
  Gate gate;
  ScriptedServer server(answer_after(gate), tls ? secure() : ServerOptions{});
  Loop loop;
  Client client(loop.executor(), at_most(64, 0));
  std::vector<Call> calls;
  for (int n = 0; n < 16; ++n)
    calls.push_back(loop.start(client, get(server.url("/" + std::to_string(n)))));
  loop.run_until([&] { return server.requests().size() == 16; });
  gate.open();
  for (int n = 0; n < 16; ++n) {
    const auto reply = loop.finish(calls[static_cast<std::size_t>(n)]);
    REQUIRE(reply);
    CHECK(reply->body() == "/" + std::to_string(n));
  }
  CHECK(server.connections() == 16);
}

TEST_CASE("more requests than connections wait, in order, and all are answered") {
  ScriptedServer server(answer_with(make_reply(200, "x")));
  Loop loop;
  Client client(loop.executor(), at_most(1, 100));
  std::vector<Call> calls;
  for (int n = 0; n < 50; ++n)
    calls.push_back(loop.start(client, get(server.url("/" + std::to_string(n)))));
  for (auto& call : calls)
    REQUIRE(loop.finish(call));
  CHECK(server.connections() == 1);
  const auto seen = server.requests();
  REQUIRE(seen.size() == 50);
  for (std::size_t n = 0; n < 50; ++n)
    CHECK(seen[n].target() == "/" + std::to_string(n));
}

TEST_CASE("a request that finds the queue full is refused, the others aren't") {
  Gate gate;
  ScriptedServer server(answer_after(gate));
  Loop loop;
  Client client(loop.executor(), at_most(2, 1));
  auto first = loop.start(client, get(server.url("/1")));
  auto second = loop.start(client, get(server.url("/2")));
  auto third = loop.start(client, get(server.url("/3")));

  const auto error = loop.fail(client, get(server.url("/4")));

  CHECK(error == Errc::queue_full);
  CHECK(error.is(Condition::overload));
  CHECK(error.delivery() == Delivery::not_sent);
  CHECK(error.phase() == Phase::queue);
  gate.open();
  CHECK(loop.finish(first));
  CHECK(loop.finish(second));
  CHECK(loop.finish(third));
  CHECK(server.connections() <= 2);
}

TEST_CASE("each origin has connections of its own") {
  Gate never;
  ScriptedServer busy(answer_after(never));
  ScriptedServer idle(answer_with(make_reply(200, "")));
  Loop loop;
  Client client(loop.executor(), at_most(1, 0));
  auto stuck = loop.start(client, get(busy.url()));
  CHECK(loop.send(client, get(idle.url())));
  CHECK_FALSE(stuck.done());
}

TEST_CASE("a place that a failure frees goes to a waiting request") {
  ScriptedServer server({[](Conversation& peer) {
                           peer.read_request();
                           peer.reset();
                         },
                         answer_with(make_reply(200, "next"))});
  Loop loop;
  Client client(loop.executor(), at_most(1, 10));
  auto failing = loop.start(client, post(server.url(), "x"));
  auto waiting = loop.start(client, post(server.url(), "y"));
  CHECK_FALSE(loop.finish(failing));
  const auto reply = loop.finish(waiting);
  REQUIRE(reply);
  CHECK(reply->body() == "next");
}

TEST_CASE("requests that wait for a host which refuses all learn of it") {
  const RefusingPort port;
  const auto url = "http://127.0.0.1:" + std::to_string(port.port());
  Loop loop;
  Client client(loop.executor(), at_most(2, 20));
  std::vector<Call> calls;
  for (int n = 0; n < 10; ++n)
    calls.push_back(loop.start(client, get(url)));
  for (auto& call : calls) {
    const auto result = loop.finish(call);
    REQUIRE_FALSE(result);
    CHECK(result.error() == Errc::connect_failed);
  }
}

TEST_CASE("connections aren't kept when the idle limit is zero") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  auto options = at_most(4, 4);
  options.idle_limit = std::chrono::milliseconds(0);
  Loop loop;
  Client client(loop.executor(), options);
  for (std::size_t n = 1; n <= 3; ++n) {
    const auto reply = loop.send(client, get(server.url()));
    REQUIRE(reply);
    CHECK_FALSE(reply->diagnostics().reused_connection);
    loop.run_until([&] { return server.departures() == n; });
  }
}

TEST_CASE("a connection that was idle for too long isn't used again") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  auto options = at_most(4, 4);
  options.idle_limit = std::chrono::milliseconds(1);
  Loop loop;
  Client client(loop.executor(), options);
  REQUIRE(loop.send(client, get(server.url())));
  const auto too_late = in(options.idle_limit);
  loop.run_until([&] { return std::chrono::steady_clock::now() > too_late; });

  const auto reply = loop.send(client, get(server.url()));

  REQUIRE(reply);
  CHECK_FALSE(reply->diagnostics().reused_connection);
  CHECK(server.connections() == 2);
  CHECK(server.wait_for_departures(1));
}

TEST_CASE("an idle client doesn't keep its host's context running, whatever it did before") {
  ScriptedServer server(answer_with(make_reply(200, "")), secure());
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}}, {"hung.test", {.silent = true}}});
  const HangingPort hanging;
  boost::asio::io_context context;
  auto options = asking(dns.address());
  options.idle_limit = std::chrono::hours(1);
  options.connect_limit = std::chrono::hours(1);
  Client client(context.get_executor(), options);
  int handled = 0;
  const auto count = [&](const Result<Response>&) { ++handled; };
  client.async_send(get(server.url("/", "crm.test")), ample(), count);
  client.async_send(get(server.url("/", "hung.test")), in(std::chrono::milliseconds(50)), count);
  client.async_send(get("http://127.0.0.1:" + std::to_string(hanging.port())),
                    in(std::chrono::milliseconds(50)), count);
  // Returns only if nothing is under way.
  context.run_for(std::chrono::seconds(60));
  CHECK(context.stopped());
  CHECK(handled == 3);
}

TEST_CASE("two clients share nothing") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client one(loop.executor());
  Client other(loop.executor());
  CHECK(loop.send(one, get(server.url())));
  CHECK(loop.send(other, get(server.url())));
  CHECK(server.connections() == 2);
  one.close();
  const auto reply = loop.send(other, get(server.url()));
  REQUIRE(reply);
  CHECK(reply->diagnostics().reused_connection);
}

TEST_CASE("no descriptor is left behind, whatever became of the requests") {
  const auto before = open_descriptors();
  {
    ScriptedServer server(
        {answer_with(make_reply(200, "")),
         [](Conversation& peer) {
           peer.read_request();
           peer.reset();
         },
         [](Conversation& peer) { peer.read_request(); }, [](Conversation& peer) { peer.hold(); }},
        secure());
    DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}}});
    const RefusingPort refusing;
    Loop loop;
    Client client(loop.executor(), asking(dns.address()));
    std::vector<Call> calls;
    for (int n = 0; n < 5; ++n)
      calls.push_back(loop.start(client, post(server.url("/", "crm.test"), "x")));
    calls.push_back(loop.start(client, get("http://nobody.test/")));
    calls.push_back(
        loop.start(client, get("https://127.0.0.1:" + std::to_string(refusing.port()))));
    loop.run_until([&] { return server.connections() == 5; });
    loop.settle();
    for (auto& call : calls)
      call.cancel();
    for (auto& call : calls)
      loop.finish(call);
  }
  CHECK(open_descriptors() == before);
}

TEST_CASE("requests that fail in a row close the connections that are idle beside theirs") {
  Gate gate;
  const Script dies_later = [&](Conversation& peer) {
    peer.read_request();
    peer.wait(gate);
    peer.send(make_reply(200, "a"));
    peer.read_request();
    peer.ignore();
  };
  ScriptedServer server(
      {dies_later, dies_later, dies_later, dies_later, answer_with(make_reply(200, "b"))});
  Loop loop;
  Client client(loop.executor(), at_most(64, 0));
  std::vector<Call> calls;
  for (int n = 0; n < 4; ++n)
    calls.push_back(loop.start(client, get(server.url("/"))));
  loop.run_until([&] { return server.requests().size() == 4; });
  gate.open();
  for (auto& call : calls)
    REQUIRE(loop.finish(call));
  for (int n = 0; n < 2; ++n) {
    const auto lost = loop.send(client, get(server.url("/")), in(std::chrono::milliseconds(50)));
    REQUIRE_FALSE(lost);
    CHECK(lost.error() == Errc::wait_timeout);
  }

  const auto reply = loop.send(client, get(server.url("/")), in(std::chrono::seconds(5)));
  if (!reply) FAIL(reply.error().message());
  CHECK(reply->body() == "b");
  CHECK(server.connections() == 5);
}

// The attempt is left over from a request that found another connection.
TEST_CASE("an attempt that hangs doesn't hold up a request that came after it") {
  Gate first_turn;
  Gate second_turn;
  const Script busy = [&](Conversation& peer) {
    peer.read_request();
    peer.wait(first_turn);
    peer.send(make_reply(200, "a"));
    peer.read_request();
    peer.wait(second_turn);
    peer.send(make_reply(200, "b"));
    peer.hold();
  };
  const Script hangs = [](Conversation& peer) { peer.ignore(); };
  ScriptedServer server({busy, hangs, answer_with(make_reply(200, "c"))}, secure());
  Loop loop;
  auto options = trusting(authority());
  options.address_delay = std::chrono::milliseconds(0);
  Client client(loop.executor(), options);
  auto first = loop.start(client, get(server.url("/a")));
  loop.run_until([&] { return server.requests().size() == 1; });
  auto second = loop.start(client, get(server.url("/b")));
  loop.run_until([&] { return server.connections() == 2; });
  first_turn.open();
  REQUIRE(loop.finish(first));
  loop.run_until([&] { return server.requests().size() == 2; });

  const auto third = loop.send(client, get(server.url("/c")), in(std::chrono::seconds(2)));

  second_turn.open();
  REQUIRE(loop.finish(second));
  if (!third) FAIL(third.error().message());
  CHECK(third->body() == "c");
}

TEST_CASE("an idle client holds nothing of the large requests and replies that it had") {
  constexpr std::size_t size = 8U << 20U;
  const std::string large(size, 'x');
  ScriptedServer server([&](Conversation& peer) {
    auto request = peer.read_head();
    peer.read_body(request);
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n");
    peer.send(large);
    peer.close();
  });
  Loop loop;
  auto options = at_most(4, 0);
  options.max_body_size = 2 * size;
  Client client(loop.executor(), options);
  const auto before = held_memory();
  for (int n = 0; n < 3; ++n)
    CHECK_FALSE(loop.send(client, post(server.url("/"), large)));
  CHECK(held_memory() < before + size / 16);
}
