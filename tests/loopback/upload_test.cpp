// Large bodies: the reply that comes before the server has them, and asking before they are sent.

#include <array>

#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

// More than sockets take, on either side.
const std::string large(16'000'000, 'x');

ClientOptions asking_first(std::chrono::milliseconds limit) {
  auto options = trusting(authority());
  options.expect_continue_above = 1000;
  options.expect_continue_limit = limit;
  return options;
}

/// Asks the client for the body, and answers.
void want_body(Conversation& peer) {
  while (true) {
    auto request = peer.read_head();
    peer.send("HTTP/1.1 100 Continue\r\n\r\n");
    peer.read_body(request);
    peer.report(request);
    peer.send(make_reply(200, "got it"));
  }
}

/// Answers the head, and would take the body.
Script answer_head_with(int status) {
  return [status](Conversation& peer) {
    auto request = peer.read_head();
    peer.send(make_reply(status, "no"));
    peer.read_body(request);
    peer.report(request);
    peer.hold();
  };
}

}  // namespace

TEST_CASE("a refusal while the body is being sent ends the upload, and is the answer") {
  const bool tls = GENERATE(false, true);
  std::array<Gate, 2> answered;
  ScriptedServer server(
      [&](Conversation& peer) {
        peer.read_head();
        peer.send(make_reply(413, "too large"));
        peer.wait(answered.at(peer.index()));
        peer.hold();
      },
      tls ? secure() : ServerOptions{});
  Loop loop;
  Client client(loop.executor(), trusting(authority()));

  for (std::size_t i = 0; i < 2; ++i) {
    const auto reply = loop.send(client, post(server.url(), large));
    if (!reply) FAIL(reply.error().message());
    CHECK(reply->status() == 413);
    CHECK(reply->body() == "too large");
    CHECK(reply->diagnostics().delivery == Delivery::answered);
    answered.at(i).open();
    CHECK(server.wait_for_departures(i + 1));
  }
}

TEST_CASE("a refusal is read even when the server has reset the connection") {
  ScriptedServer server([](Conversation& peer) {
    peer.read_head();
    peer.send(make_reply(413, "too large"));
    peer.wait_until_delivered();
    peer.reset();
  });
  Loop loop;
  Client client(loop.executor());
  const auto reply = loop.send(client, post(server.url(), large));
  if (!reply) FAIL(reply.error().message());
  CHECK(reply->status() == 413);
}

TEST_CASE("a reset without a reply is an error, while the body is being sent") {
  const bool tls = GENERATE(false, true);
  ScriptedServer server(
      [](Conversation& peer) {
        peer.read_head();
        peer.reset();
      },
      tls ? secure() : ServerOptions{});
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  const auto error = loop.fail(client, post(server.url(), large));
  CHECK(error == Errc::connection_reset);
  CHECK(error.delivery() == Delivery::maybe_applied);
  CHECK(error.phase() == Phase::send);
}

TEST_CASE("what the server says during an upload doesn't disturb it") {
  const bool tls = GENERATE(false, true);
  ScriptedServer server(
      [](Conversation& peer) {
        while (true) {
          auto request = peer.read_head();
          peer.send("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Le");
          peer.read_body(request);
          peer.report(request);
          peer.send("ngth: 2\r\n\r\nok");
        }
      },
      tls ? secure() : ServerOptions{});
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  for (std::size_t i = 0; i < 2; ++i) {
    const auto reply = loop.send(client, post(server.url(), large));
    if (!reply) FAIL(reply.error().message());
    CHECK(reply->body() == "ok");
    CHECK((server.requests().at(i).body == large));
  }
  CHECK(server.connections() == 1);
}

TEST_CASE("a large body is sent when the server says that it wants it") {
  const bool tls = GENERATE(false, true);
  ScriptedServer server(want_body, tls ? secure() : ServerOptions{});
  Loop loop;
  Client client(loop.executor(), asking_first(24h));
  const std::string body = GENERATE(std::string(1001, 'x'), large);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto reply = loop.send(client, post(server.url(), body));
    if (!reply) FAIL(reply.error().message());
    CHECK(reply->body() == "got it");
    CHECK(reply->diagnostics().attempts == 1);
    CHECK(server.requests().at(i).field("expect") == "100-continue");
    CHECK((server.requests().at(i).body == body));
  }
  CHECK(server.connections() == 1);
}

TEST_CASE("a server that answers at once doesn't get the body") {
  ScriptedServer server(answer_head_with(413));
  Loop loop;
  Client client(loop.executor(), asking_first(24h));
  const auto reply = loop.send(client, post(server.url(), std::string(1001, 'x')));
  if (!reply) FAIL(reply.error().message());
  CHECK(reply->status() == 413);
  CHECK(server.wait_for_departures(1));
  CHECK(server.requests().empty());
}

TEST_CASE("a server that doesn't know the question gets the body after a while") {
  const auto limit = GENERATE(0ms, 20ms);
  ScriptedServer server(answer_with(make_reply(200, "got it")));
  Loop loop;
  Client client(loop.executor(), asking_first(limit));
  for (int i = 0; i < 2; ++i) {
    const auto reply = loop.send(client, post(server.url(), std::string(1001, 'x')));
    if (!reply) FAIL(reply.error().message());
    CHECK(reply->body() == "got it");
  }
  CHECK(server.connections() == 1);
}

TEST_CASE("a server that refuses the question is asked without it") {
  ScriptedServer server({answer_head_with(417), answer_with(make_reply(200, "got it"))});
  Loop loop;
  Client client(loop.executor(), asking_first(24h));
  auto request = post(server.url(), std::string(1001, 'x'));
  request.bearer = Secret::literal("t0ken");
  const auto reply = loop.send(client, std::move(request));
  if (!reply) FAIL(reply.error().message());
  CHECK(reply->body() == "got it");
  CHECK(reply->diagnostics().attempts == 2);
  const auto seen = server.requests().at(0);
  CHECK(seen.count("expect") == 0);
  CHECK(seen.field("authorization") == "Bearer t0ken");
  CHECK(seen.body == std::string(1001, 'x'));
}

TEST_CASE("a server that refuses everything is asked once more, not for ever") {
  ScriptedServer server(
      {answer_head_with(417), answer_with(make_reply(417, "no")), answer_with("")});
  Loop loop;
  Client client(loop.executor(), asking_first(24h));
  const auto reply = loop.send(client, post(server.url(), std::string(1001, 'x')));
  REQUIRE(reply);
  CHECK(reply->status() == 417);
  CHECK(reply->diagnostics().attempts == 2);
}

TEST_CASE("small bodies are sent without a question, and all are unless the host wants it") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client asking_client(loop.executor(), asking_first(24h));
  Client client(loop.executor());
  REQUIRE(loop.send(asking_client, post(server.url(), std::string(1000, 'x'))));
  REQUIRE(loop.send(client, post(server.url(), large)));
  CHECK(server.requests().at(0).count("expect") == 0);
  CHECK(server.requests().at(1).count("expect") == 0);
}

TEST_CASE("the deadline covers the wait for the server's word") {
  ScriptedServer server([](Conversation& peer) {
    peer.read_head();
    peer.hold();
  });
  Loop loop;
  Client client(loop.executor(), asking_first(24h));
  const auto error =
      with_growing_deadline(Errc::send_timeout, [&](std::chrono::milliseconds limit) {
        return loop.fail(client, post(server.url(), std::string(1001, 'x')), in(limit));
      });
  CHECK(error == Errc::send_timeout);
  CHECK(error.delivery() == Delivery::maybe_applied);
}
