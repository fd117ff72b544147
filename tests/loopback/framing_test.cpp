#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

// Answers the first request of each connection with `reply` and then lets the client decide.
Script answer_raw(std::string reply) {
  return [reply = std::move(reply)](Conversation& peer) {
    peer.read_request();
    peer.send(reply);
    peer.hold();
  };
}

// The same byte by byte; the client sees many small reads, or few, as it comes.
Script answer_bytewise(std::string reply) {
  return [reply = std::move(reply)](Conversation& peer) {
    while (true) {
      peer.read_request();
      for (const char byte : reply)
        peer.send(std::string_view(&byte, 1));
    }
  };
}

// Answers and closes.
Script answer_and_close(std::string reply) {
  return [reply = std::move(reply)](Conversation& peer) {
    peer.read_request();
    peer.send(reply);
  };
}

Result<Response> receive(const Script& script, Method method = Method::get,
                         ClientOptions options = {}) {
  ScriptedServer server(script);
  Loop loop;
  Client client(loop.executor(), std::move(options));
  auto request = get(server.url());
  request.method = method;
  return loop.send(client, std::move(request));
}

}  // namespace

TEST_CASE("a chunked reply is put together, extensions and trailers left out") {
  const auto reply =
      receive(answer_raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                         "5;name=\"v\"\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\nX-Sum: 1\r\n\r\n"));
  REQUIRE(reply);
  CHECK(reply->body() == "hello world");
}

TEST_CASE("a reply that comes byte by byte is the same reply, twice on one connection") {
  const auto text =
      GENERATE(as<std::string>(), "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
               "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
               "3\r\nabc\r\n0\r\n\r\n");
  ScriptedServer server(answer_bytewise(text));
  Loop loop;
  Client client(loop.executor());
  for (int n = 0; n < 2; ++n) {
    const auto reply = loop.send(client, get(server.url()));
    REQUIRE(reply);
    CHECK(reply->body() == "abc");
  }
  CHECK(server.connections() == 1);
}

TEST_CASE("a reply without a length ends with the connection") {
  const bool tls = GENERATE(false, true);
  ScriptedServer server(answer_and_close("HTTP/1.1 200 OK\r\n\r\nuntil the end"),
                        tls ? secure() : ServerOptions{});
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  for (std::size_t n = 1; n <= 2; ++n) {
    const auto reply = loop.send(client, get(server.url()));
    REQUIRE(reply);
    CHECK(reply->body() == "until the end");
    CHECK(server.connections() == n);
  }
}

TEST_CASE("a reply without a length that TLS cuts off is no reply") {
  ScriptedServer server(
      [](Conversation& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 200 OK\r\n\r\nuntil the e");
        peer.cut();
      },
      secure());
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  const auto error = loop.fail(client, get(server.url()));
  CHECK((error == Errc::connection_closed || error == Errc::tls_failed));
  CHECK(error.delivery() == Delivery::answered);
}

TEST_CASE("a whole reply counts, though TLS is cut off after it") {
  ScriptedServer server(
      [](Conversation& peer) {
        peer.read_request();
        peer.send(make_reply(200, "whole"));
        peer.cut();
      },
      secure());
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  for (int n = 0; n < 3; ++n) {
    const auto reply = loop.send(client, get(server.url()));
    REQUIRE(reply);
    CHECK(reply->body() == "whole");
  }
}

TEST_CASE("interim replies are passed over") {
  const auto reply =
      receive(answer_raw("HTTP/1.1 100 Continue\r\n\r\n"
                         "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n" +
                         make_reply(200, "final")));
  REQUIRE(reply);
  CHECK(reply->status() == 200);
  CHECK(reply->body() == "final");
  CHECK_FALSE(reply->field("link"));
}

TEST_CASE("interim replies without end are an error before the deadline") {
  const auto reply = receive([](Conversation& peer) {
    peer.read_request();
    while (true)
      peer.send("HTTP/1.1 100 Continue\r\n\r\n");
  });
  REQUIRE_FALSE(reply);
  CHECK_FALSE(reply.error().is(Condition::timeout));
  CHECK(reply.error().is(Condition::transport));
}

TEST_CASE("a switch of protocols that nobody asked for is refused") {
  const auto reply = receive(
      answer_raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"));
  REQUIRE_FALSE(reply);
  CHECK(reply.error() == Errc::malformed_response);
}

TEST_CASE("replies that have no body are whole after their head") {
  const auto [method, head, status] = GENERATE(table<Method, std::string, int>({
      {Method::head, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", 200},
      {Method::head, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 200},
      {Method::get, "HTTP/1.1 204 No Content\r\n\r\n", 204},
      {Method::get, "HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n", 304},
      {Method::get, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200},
  }));
  ScriptedServer server(answer_with(head));
  Loop loop;
  Client client(loop.executor());
  for (int n = 0; n < 2; ++n) {
    auto request = get(server.url());
    request.method = method;
    const auto reply = loop.send(client, std::move(request));
    REQUIRE(reply);
    CHECK(reply->status() == status);
    CHECK(reply->body().empty());
  }
  CHECK(server.connections() == 1);
}

TEST_CASE("a connection that the server wants closed isn't used again") {
  const auto head = GENERATE(
      as<std::string>(), "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx",
      "HTTP/1.1 200 OK\r\nconnection: x, Close\r\nContent-Length: 1\r\n\r\nx",
      "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx");
  ScriptedServer server(answer_with(head));
  Loop loop;
  Client client(loop.executor());
  for (std::size_t n = 1; n <= 2; ++n) {
    REQUIRE(loop.send(client, get(server.url())));
    CHECK(server.wait_for_departures(n));
  }
  CHECK(server.connections() == 2);
}

TEST_CASE("bytes after a reply are dropped with their connection, not taken for the next reply") {
  const auto extra = GENERATE(as<std::string>(), "x", make_reply(200, "not yours"), "\r\n");
  ScriptedServer server({[&](Conversation& peer) {
                           peer.read_request();
                           peer.send(make_reply(200, "first") + extra);
                           peer.hold();
                         },
                         answer_with(make_reply(200, "second"))});
  Loop loop;
  Client client(loop.executor());

  const auto first = loop.send(client, get(server.url()));
  const auto second = loop.send(client, get(server.url()));

  REQUIRE(first);
  REQUIRE(second);
  CHECK(first->body() == "first");
  CHECK(second->body() == "second");
  CHECK(server.connections() == 2);
  CHECK(server.wait_for_departures(1));
}

// The first bytes that a client reads are 4096: what stands behind them is still in the socket.
TEST_CASE("bytes after a reply that fills the client's buffer aren't the next reply either") {
  std::string padding(4096 - make_reply(200, "own", "X: \r\n").size(), 'x');
  const auto own = make_reply(200, "own", "X: " + padding + "\r\n");
  REQUIRE(own.size() == 4096);
  ScriptedServer server(answer_with(own + make_reply(200, "smuggled")));
  ClientOptions options;
  options.max_connections = 1;
  Loop loop;
  Client client(loop.executor(), options);
  auto first = loop.start(client, get(server.url("/first")));
  auto second = loop.start(client, get(server.url("/second")));

  REQUIRE(loop.finish(first));
  const auto reply = loop.finish(second);

  REQUIRE(reply);
  CHECK(reply->body() == "own");
  CHECK(server.connections() == 2);
}

TEST_CASE("bytes that come while a connection is idle are not taken for the next reply") {
  Gate answered;
  Gate sent;
  ScriptedServer server({[&](Conversation& peer) {
                           peer.read_request();
                           peer.send(make_reply(200, "first"));
                           peer.wait(answered);
                           peer.send(make_reply(200, "not yours"));
                           peer.wait_until_delivered();
                           sent.open();
                           peer.hold();
                         },
                         answer_with(make_reply(200, "second"))});
  Loop loop;
  Client client(loop.executor());

  REQUIRE(loop.send(client, get(server.url())));
  answered.open();
  REQUIRE(sent.wait());
  const auto second = loop.send(client, get(server.url()));

  REQUIRE(second);
  CHECK(second->body() == "second");
}

TEST_CASE("a reply that isn't HTTP/1.1 is malformed") {
  const auto text =
      GENERATE(as<std::string>(), "SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n",
               "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n",
               "HTTP/1.1200 OK\r\n\r\n", "<html>502 Bad Gateway</html>\r\n\r\n",
               "HTTP/1.1 200 OK\r\nno colon here\r\n\r\n", "HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
               "HTTP/1.1 200 OK\r\nName : spaced\r\n\r\n", "HTTP/1.1 200 OK\r\nX: a\x01z\r\n\r\n",
               "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
               "HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\n",
               "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n",
               "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n");
  CAPTURE(text);
  const auto reply = receive(answer_raw(text));
  REQUIRE_FALSE(reply);
  CHECK(reply.error() == Errc::malformed_response);
  CHECK(reply.error().is(Condition::transport));
  CHECK(reply.error().phase() == Phase::receive);
  CHECK_FALSE(reply.error().detail().empty());
}

TEST_CASE("a reply with both a length and chunks isn't trusted with another request") {
  // RFC 9112 §6.3: it may be an attempt at request smuggling.
  ScriptedServer server(
      answer_with("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n"
                  "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"));
  Loop loop;
  Client client(loop.executor());
  const auto first = loop.send(client, get(server.url()));
  if (!first) {
    CHECK(first.error() == Errc::malformed_response);
    return;
  }
  CHECK(first->body() == "abc");
  REQUIRE(loop.send(client, get(server.url())));
  CHECK(server.connections() == 2);
}

TEST_CASE("a content coding that nobody asked for is handed on as it is") {
  const auto reply = receive(answer_raw(make_reply(200, "\x0B\x02", "Content-Encoding: br\r\n")));
  REQUIRE(reply);
  CHECK(reply->body() == "\x0B\x02");
  CHECK(reply->field("content-encoding") == "br");
}

TEST_CASE("a head over the limit is refused") {
  ClientOptions options;
  options.max_header_size = 1000;
  const auto text = GENERATE(
      as<std::string>(), make_reply(200, "", "X: " + std::string(1000, 'x') + "\r\n"),
      "HTTP/1.1 200 " + std::string(2000, 'x'), "HTTP/1.1 200 OK\r\nX: " + std::string(2000, 'x'),
      "HTTP/1.1 200 OK\r\n" + std::string(2000, 'x'));
  const auto reply = receive(answer_raw(text), Method::get, options);
  REQUIRE_FALSE(reply);
  CHECK(reply.error() == Errc::header_too_large);
  CHECK(reply.error().detail().find("1000") != std::string_view::npos);
}

TEST_CASE("a head without end is refused at the limit, not at the deadline") {
  const auto reply = receive([](Conversation& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\n");
    while (true)
      peer.send("X-Field: " + std::string(500, 'x') + "\r\n");
  });
  REQUIRE_FALSE(reply);
  CHECK(reply.error() == Errc::header_too_large);
}

TEST_CASE("a body at the limit is taken, one byte more is refused, however it is framed") {
  ClientOptions options;
  options.max_body_size = 20;
  const std::string fits(20, 'b');
  const std::string over(21, 'b');
  const auto chunked = [](const std::string& body) {
    return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n" + body.substr(0, 5) +
           (body.size() == 20 ? "\r\nf\r\n" : "\r\n10\r\n") + body.substr(5) + "\r\n0\r\n\r\n";
  };
  const auto [good, bad] = GENERATE_COPY(table<std::string, std::string>({
      {make_reply(200, fits), make_reply(200, over)},
      {chunked(fits), chunked(over)},
      {"HTTP/1.1 200 OK\r\n\r\n" + fits, "HTTP/1.1 200 OK\r\n\r\n" + over},
  }));

  const auto taken = receive(answer_and_close(good), Method::get, options);
  const auto refused = receive(answer_and_close(bad), Method::get, options);

  REQUIRE(taken);
  CHECK(taken->body() == fits);
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == Errc::body_too_large);
  CHECK(refused.error().detail().find("20") != std::string_view::npos);
  CHECK(refused.error().delivery() == Delivery::answered);
}

TEST_CASE("an announced body over the limit is refused at once, and the connection closed") {
  ScriptedServer server(
      answer_raw("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nand nothing"));
  Loop loop;
  Client client(loop.executor());
  CHECK(loop.fail(client, get(server.url())) == Errc::body_too_large);
  CHECK(server.wait_for_departures(1));
}

TEST_CASE("what isn't text is handed on byte by byte") {
  const std::string bytes("\0\r\n\xFF\0 \r\n\r\n", 9);
  const auto reply = receive(answer_raw(make_reply(200, bytes)));
  REQUIRE(reply);
  CHECK((reply->body() == bytes));
}
