#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

enum class Ending { close, cut, reset };

// Sends the first `size` bytes of a reply and leaves.
void break_off(Conversation& peer, std::string_view reply, std::size_t size, Ending ending) {
  peer.send(reply.substr(0, size));
  if (ending == Ending::close) peer.close();
  if (ending == Ending::cut) peer.cut();
  if (ending == Ending::reset) peer.reset();
}

void check_broken(const Error& error, std::size_t sent, std::size_t head) {
  CHECK((error == Errc::connection_closed || error == Errc::connection_reset ||
         error == Errc::tls_failed));
  CHECK(error.is(Condition::transport));
  CHECK(error.delivery() == (sent < head ? Delivery::maybe_applied : Delivery::answered));
}

const std::string counted = make_reply(200, "body", "X: y\r\n");
const std::string chunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n";

}  // namespace

TEST_CASE("a reply broken off at any byte is an error, once") {
  const auto reply = GENERATE(counted, chunked);
  const bool tls = GENERATE(false, true);
  const auto ending = GENERATE(Ending::close, Ending::cut);
  const auto head = reply.find("\r\n\r\n") + 4;
  ScriptedServer server(
      [&](Conversation& peer) {
        peer.read_request();
        break_off(peer, reply, peer.index(), ending);
      },
      tls ? secure() : ServerOptions{});
  Loop loop;
  Client client(loop.executor(), trusting(authority()));

  for (std::size_t size = 0; size < reply.size(); ++size) {
    CAPTURE(size, tls);
    check_broken(loop.fail(client, post(server.url(), "x")), size, head);
  }
  const auto whole = loop.send(client, post(server.url(), "x"));
  REQUIRE(whole);
  CHECK(whole->body() == "body");
  // Each POST went out exactly once.
  CHECK(server.requests().size() == reply.size() + 1);
}

TEST_CASE("a connection reset at any byte of the reply is an error, once") {
  // A reset may overtake what was sent before, so that how far the reply got isn't known.
  ScriptedServer server([&](Conversation& peer) {
    peer.read_request();
    break_off(peer, counted, peer.index(), Ending::reset);
  });
  Loop loop;
  Client client(loop.executor());
  for (std::size_t size = 0; size < counted.size(); ++size) {
    const auto error = loop.fail(client, post(server.url(), "x"));
    CHECK((error == Errc::connection_closed || error == Errc::connection_reset));
    CHECK(error.delivery() != Delivery::not_sent);
  }
  CHECK(server.requests().size() == counted.size());
}

TEST_CASE("a reply broken off on a reused connection is an error, and a POST isn't sent again") {
  const bool tls = GENERATE(false, true);
  for (std::size_t size = 0; size < counted.size(); ++size) {
    CAPTURE(size, tls);
    ScriptedServer server(
        [&](Conversation& peer) {
          peer.read_request();
          peer.send(make_reply(200, "first"));
          peer.read_request();
          break_off(peer, counted, size, Ending::close);
        },
        tls ? secure() : ServerOptions{});
    Loop loop;
    Client client(loop.executor(), trusting(authority()));
    REQUIRE(loop.send(client, get(server.url())));

    const auto error = loop.fail(client, post(server.url(), "x"));

    check_broken(error, size, counted.find("\r\n\r\n") + 4);
    CHECK(error.attempts() == 1);
    CHECK(server.requests().size() == 2);
  }
}

TEST_CASE("a GET that a reused connection left without an answer is sent once more, on a new one") {
  ScriptedServer server({[](Conversation& peer) {
                           peer.read_request();
                           peer.send(make_reply(200, "first"));
                           peer.read_request();
                         },
                         answer_with(make_reply(200, "second"))});
  Loop loop;
  Client client(loop.executor());
  REQUIRE(loop.send(client, get(server.url())));

  const auto reply = loop.send(client, get(server.url()));

  REQUIRE(reply);
  CHECK(reply->body() == "second");
  CHECK(reply->diagnostics().attempts == 2);
  CHECK_FALSE(reply->diagnostics().reused_connection);
  CHECK(server.requests().size() == 3);
}

TEST_CASE("a POST that its caller calls repeatable is sent once more, too") {
  ScriptedServer server({[](Conversation& peer) {
                           peer.read_request();
                           peer.send(make_reply(200, "first"));
                           peer.read_request();
                         },
                         answer_with(make_reply(200, "second"))});
  Loop loop;
  Client client(loop.executor());
  REQUIRE(loop.send(client, get(server.url())));
  auto request = post(server.url(), "x");
  request.repeatable = true;

  const auto reply = loop.send(client, std::move(request));

  REQUIRE(reply);
  CHECK(reply->body() == "second");
  CHECK(server.requests().back().body == "x");
}

TEST_CASE("a GET that its caller calls unrepeatable isn't sent again") {
  ScriptedServer server([](Conversation& peer) {
    peer.read_request();
    peer.send(make_reply(200, "first"));
    peer.read_request();
  });
  Loop loop;
  Client client(loop.executor());
  REQUIRE(loop.send(client, get(server.url())));
  auto request = get(server.url());
  request.repeatable = false;

  const auto error = loop.fail(client, std::move(request));

  CHECK(error == Errc::connection_closed);
  CHECK(error.delivery() == Delivery::maybe_applied);
  CHECK(server.requests().size() == 2);
}

TEST_CASE("a request is replayed once and no more") {
  ScriptedServer server({[](Conversation& peer) {
                           peer.read_request();
                           peer.send(make_reply(200, "first"));
                           peer.read_request();
                         },
                         [](Conversation& peer) { peer.read_request(); }});
  Loop loop;
  Client client(loop.executor());
  REQUIRE(loop.send(client, get(server.url())));

  const auto error = loop.fail(client, get(server.url()));

  CHECK(error == Errc::connection_closed);
  CHECK(error.attempts() == 2);
  CHECK(server.requests().size() == 3);
}

TEST_CASE("a GET without an answer on a fresh connection isn't sent again") {
  ScriptedServer server([](Conversation& peer) { peer.read_request(); });
  Loop loop;
  Client client(loop.executor());

  const auto error = loop.fail(client, get(server.url()));

  CHECK(error == Errc::connection_closed);
  CHECK(error.attempts() == 1);
  CHECK(error.delivery() == Delivery::maybe_applied);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("a GET of which an answer had begun isn't sent again") {
  ScriptedServer server([](Conversation& peer) {
    peer.read_request();
    peer.send(make_reply(200, "first"));
    peer.read_request();
    peer.send("H");
  });
  Loop loop;
  Client client(loop.executor());
  REQUIRE(loop.send(client, get(server.url())));

  CHECK(loop.fail(client, get(server.url())) == Errc::connection_closed);

  CHECK(server.requests().size() == 2);
}

TEST_CASE("a connection that the server closed while it was idle isn't used for the next request") {
  const bool tls = GENERATE(false, true);
  const auto ending = GENERATE(Ending::close, Ending::cut);
  Gate idle;
  ScriptedServer server({[&](Conversation& peer) {
                           peer.read_request();
                           peer.send(make_reply(200, "first"));
                           peer.wait(idle);
                           break_off(peer, "", 0, ending);
                         },
                         answer_with(make_reply(200, "second"))},
                        tls ? secure() : ServerOptions{});
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  REQUIRE(loop.send(client, get(server.url())));
  idle.open();
  REQUIRE(server.wait_for_ends(1));

  // Even a POST: nothing of it was sent over the dead one.
  const auto reply = loop.send(client, post(server.url(), "x"));

  REQUIRE(reply);
  CHECK(reply->body() == "second");
  CHECK_FALSE(reply->diagnostics().reused_connection);
  CHECK(server.requests().size() == 2);
}

TEST_CASE("a connection that the server reset while it was idle does no harm") {
  Gate idle;
  ScriptedServer server({[&](Conversation& peer) {
                           peer.read_request();
                           peer.send(make_reply(200, "first"));
                           peer.wait(idle);
                           peer.reset();
                         },
                         answer_with(make_reply(200, "second"))});
  Loop loop;
  Client client(loop.executor());
  REQUIRE(loop.send(client, get(server.url())));
  idle.open();
  REQUIRE(server.wait_for_ends(1));

  const auto reply = loop.send(client, get(server.url()));

  REQUIRE(reply);
  CHECK(reply->body() == "second");
}

TEST_CASE("a server that closes after an early refusal is heard, though it read only the head") {
  ScriptedServer server([](Conversation& peer) {
    peer.wait_for_bytes();
    peer.send(make_reply(413, "too much", "Connection: close\r\n"));
    peer.half_close();
    peer.hold();
  });
  Loop loop;
  Client client(loop.executor());

  const auto reply = loop.send(client, post(server.url(), std::string(8 << 20, 'x')));

  REQUIRE(reply);
  CHECK(reply->status() == 413);
}

TEST_CASE("a port where nobody listens is a failure to connect, with the address in it") {
  const RefusingPort port;
  const auto address = "127.0.0.1:" + std::to_string(port.port());
  Loop loop;
  Client client(loop.executor());

  const auto error = loop.fail(client, get("http://" + address + "/path?key=value"));

  CHECK(error == Errc::connect_failed);
  CHECK(error.phase() == Phase::connect);
  CHECK(error.delivery() == Delivery::not_sent);
  CHECK(error.message().find(address) != std::string::npos);
  CHECK(error.message().find("value") == std::string::npos);
}
