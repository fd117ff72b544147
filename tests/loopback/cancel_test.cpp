#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

void check_cancelled(Loop& loop, Call& call, Phase phase, Delivery delivery) {
  call.cancel();
  const auto result = loop.finish(call);
  REQUIRE_FALSE(result);
  CHECK(result.error() == Errc::cancelled);
  CHECK(result.error().is(Condition::cancelled));
  CHECK_FALSE(result.error().is(Condition::timeout));
  CHECK(result.error().phase() == phase);
  CHECK(result.error().delivery() == delivery);
}

// Cancelling again, and whatever else was under way, must not complete it again.
void check_once(Loop& loop, Call& call) {
  call.cancel();
  loop.settle();
  CHECK(call.completions() == 1);
}

ServerOptions plain_or_tls(bool tls) {
  return tls ? secure() : ServerOptions{};
}

}  // namespace

TEST_CASE("a request is cancelled as soon as it was started") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client client(loop.executor());
  auto call = loop.start(client, post(server.url(), "x"));
  call.cancel();
  const auto result = loop.finish(call);
  REQUIRE_FALSE(result);
  CHECK(result.error() == Errc::cancelled);
  CHECK(result.error().delivery() == Delivery::not_sent);
  check_once(loop, call);
  CHECK(server.requests().empty());
}

TEST_CASE("a request is cancelled while its host is looked up") {
  const SilentPort dns;
  Loop loop;
  Client client(loop.executor(), asking(dns.address()));
  auto call = loop.start(client, post("http://crm.test/", "x"));
  loop.run_until([&] { return dns.was_asked(); });
  check_cancelled(loop, call, Phase::resolve, Delivery::not_sent);
  check_once(loop, call);
}

TEST_CASE("a request is cancelled while it connects") {
  const HangingPort port;
  Loop loop;
  Client client(loop.executor());
  auto call = loop.start(client, post("http://127.0.0.1:" + std::to_string(port.port()), "x"));
  loop.settle();
  check_cancelled(loop, call, Phase::connect, Delivery::not_sent);
  check_once(loop, call);
}

TEST_CASE("a request is cancelled during the TLS handshake, and the connection is closed") {
  ScriptedServer server([](Conversation& peer) { peer.hold(); }, secure());
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  auto call = loop.start(client, post(server.url(), "x"));
  loop.run_until([&] { return server.connections() == 1; });
  loop.settle();
  check_cancelled(loop, call, Phase::tls, Delivery::not_sent);
  CHECK(server.wait_for_departures(1));
  check_once(loop, call);
}

TEST_CASE("a request is cancelled while it is sent, and the connection is closed") {
  const bool tls = GENERATE(false, true);
  Gate left;
  Gate shaken;
  ScriptedServer server(
      [&](Conversation& peer) {
        peer.handshake();
        shaken.open();
        peer.wait(left);
        peer.hold();
      },
      plain_or_tls(tls));
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  auto call = loop.start(client, post(server.url(), std::string(32 << 20, 'x')));
  loop.run_until([&] { return shaken.is_open(); });
  loop.settle();
  check_cancelled(loop, call, Phase::send, Delivery::maybe_applied);
  left.open();
  CHECK(server.wait_for_departures(1));
  CHECK(server.requests().empty());
  check_once(loop, call);
}

TEST_CASE("a request is cancelled while it waits for the reply, and the connection is closed") {
  const bool tls = GENERATE(false, true);
  ScriptedServer server(
      [](Conversation& peer) {
        peer.read_request();
        peer.hold();
      },
      plain_or_tls(tls));
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  auto call = loop.start(client, post(server.url(), "x"));
  loop.run_until([&] { return server.requests().size() == 1; });
  loop.settle();
  check_cancelled(loop, call, Phase::wait, Delivery::maybe_applied);
  CHECK(server.wait_for_departures(1));
  check_once(loop, call);
}

TEST_CASE("a request is cancelled while it receives, and the connection is closed") {
  const bool tls = GENERATE(false, true);
  const auto [part, delivery] = GENERATE(table<std::string, Delivery>({
      {"HTTP/1.1 200", Delivery::maybe_applied},
      {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", Delivery::answered},
  }));
  Gate sent;
  ScriptedServer server(
      [&, text = part](Conversation& peer) {
        peer.read_request();
        peer.send(text);
        peer.wait_until_delivered();
        sent.open();
        peer.hold();
      },
      plain_or_tls(tls));
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  auto call = loop.start(client, post(server.url(), "x"));
  loop.run_until([&] { return sent.is_open(); });
  loop.settle();
  check_cancelled(loop, call, Phase::receive, delivery);
  CHECK(server.wait_for_departures(1));
  check_once(loop, call);
}

TEST_CASE("a request is cancelled while it waits for a connection, the others go on") {
  Gate answer;
  ScriptedServer server([&](Conversation& peer) {
    while (true) {
      peer.read_request();
      peer.wait(answer);
      peer.send(make_reply(200, ""));
    }
  });
  Loop loop;
  ClientOptions options;
  options.max_connections = 1;
  Client client(loop.executor(), options);
  auto first = loop.start(client, get(server.url("/first")));
  auto second = loop.start(client, get(server.url("/second")));
  auto third = loop.start(client, get(server.url("/third")));
  loop.run_until([&] { return server.requests().size() == 1; });

  check_cancelled(loop, second, Phase::queue, Delivery::not_sent);
  answer.open();

  CHECK(loop.finish(first));
  CHECK(loop.finish(third));
  check_once(loop, second);
  CHECK(server.requests().size() == 2);
  CHECK(server.requests().back().target() == "/third");
}

TEST_CASE("a cancellation after the reply changes nothing") {
  ScriptedServer server(answer_with(make_reply(200, "x")));
  Loop loop;
  Client client(loop.executor());
  auto call = loop.start(client, get(server.url()));
  CHECK(loop.finish(call));
  check_once(loop, call);
  CHECK(loop.send(client, get(server.url())));
  CHECK(server.connections() == 1);
}

TEST_CASE("the next request after a cancelled one gets its own reply") {
  Gate answer;
  ScriptedServer server({[&](Conversation& peer) {
                           peer.read_request();
                           peer.wait(answer);
                           peer.send(make_reply(200, "late"));
                         },
                         answer_with(make_reply(200, "own"))});
  Loop loop;
  Client client(loop.executor());
  auto call = loop.start(client, get(server.url("/cancelled")));
  loop.run_until([&] { return server.requests().size() == 1; });
  check_cancelled(loop, call, Phase::wait, Delivery::maybe_applied);
  answer.open();

  const auto reply = loop.send(client, get(server.url("/next")));

  REQUIRE(reply);
  CHECK(reply->body() == "own");
}

TEST_CASE("a client that is destroyed cancels what is under way, in every phase") {
  const bool destroy = GENERATE(true, false);
  const SilentPort dns;
  const HangingPort hanging;
  ScriptedServer silent([](Conversation& peer) { peer.hold(); }, secure());
  ScriptedServer server([](Conversation& peer) {
    const auto request = peer.read_request();
    if (request.target() == "/half") peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    peer.hold();
  });
  Loop loop;
  auto options = asking(dns.address());
  options.max_connections = 2;
  auto client = std::make_unique<Client>(loop.executor(), options);
  std::vector<Call> calls;
  for (const auto& url :
       {std::string("http://crm.test/"), "http://127.0.0.1:" + std::to_string(hanging.port()),
        silent.url(), server.url("/wait"), server.url("/half"), server.url("/queued")})
    calls.push_back(loop.start(*client, post(url, "x")));
  loop.run_until([&] { return server.requests().size() == 2 && silent.connections() == 1; });
  loop.settle();

  destroy ? client.reset() : client->close();

  for (auto& call : calls) {
    const auto result = loop.finish(call);
    REQUIRE_FALSE(result);
    CHECK(result.error() == Errc::cancelled);
    check_once(loop, call);
  }
  CHECK(silent.wait_for_departures(1));
  CHECK(server.wait_for_departures(2));
  CHECK(server.requests().size() == 2);
}

TEST_CASE("a closed client refuses further requests") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client client(loop.executor());
  REQUIRE(loop.send(client, get(server.url())));
  client.close();
  loop.settle();
  CHECK(server.wait_for_departures(1));
  CHECK(loop.fail(client, get(server.url())) == Errc::cancelled);
  client.close();
  CHECK(server.connections() == 1);
}

TEST_CASE("a handler destroys the client that calls it") {
  ScriptedServer server(answer_with(make_reply(200, "x")));
  boost::asio::io_context context;
  auto client = std::make_unique<Client>(context.get_executor());
  int calls = 0;
  for (int n = 0; n < 3; ++n)
    client->async_send(get(server.url()), ample(), [&](const Result<Response>&) {
      ++calls;
      client.reset();
    });
  context.run();
  CHECK(calls == 3);
}

TEST_CASE("an executor that is destroyed with requests under way destroys their handlers") {
  ScriptedServer server([](Conversation& peer) { peer.hold(); });
  const auto alive = std::make_shared<int>();
  auto context = std::make_unique<boost::asio::io_context>();
  auto client = std::make_unique<Client>(context->get_executor());
  client->async_send(get(server.url()), ample(), [alive](const Result<Response>&) { FAIL(); });
  context->poll();
  client.reset();
  context.reset();
  CHECK(alive.use_count() == 1);
}
