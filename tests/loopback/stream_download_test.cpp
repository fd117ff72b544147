// Replies that a sink takes while they arrive.

#include <atomic>
#include <thread>

#include "loopback/streaming.hpp"
#include "support/compress.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;
using http::FunctionSink;

namespace {

constexpr std::uint64_t large = 64U << 20U;  // More than sockets hold by far.

/// Sends the tests' large body behind `head`, and counts.
Script send_large(std::string head, std::atomic<std::uint64_t>& sent, bool chunked = false) {
  return [head = std::move(head), &sent, chunked](Conversation& peer) {
    while (true) {
      peer.read_request();
      peer.send(head);
      std::vector<char> piece(1U << 16U);
      for (std::uint64_t place = 0; place < large; place += piece.size()) {
        fill_from(place, piece);
        if (chunked) peer.send("10000\r\n");
        peer.send({piece.data(), piece.size()});
        if (chunked) peer.send("\r\n");
        sent += piece.size();
      }
      if (chunked) peer.send("0\r\n\r\n");
    }
  };
}

const std::string sized =
    "HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nContent-Length: 67108864\r\n\r\n";
const std::string in_chunks = "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n";

}  // namespace

TEST_CASE("a large reply goes to the sink in small parts, over the limit of other bodies") {
  const bool tls = GENERATE(false, true);
  const bool chunked = GENERATE(false, true);
  std::atomic<std::uint64_t> sent = 0;
  ScriptedServer server(send_large(chunked ? in_chunks : sized, sent, chunked),
                        tls ? secure() : ServerOptions{});
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  const auto sink = std::make_shared<TestSink>();
  for (int i = 0; i < 2; ++i) {
    const auto reply = loop.send(client, download(server.url(), sink));
    if (!reply) FAIL(reply.error().message());
    CHECK(reply->status() == (chunked ? 201 : 200));
    CHECK(reply->body().empty());
    CHECK(sink->check.is(large));
  }
  CHECK(sink->begins == 2);
  CHECK(sink->status == (chunked ? 201 : 200));
  CHECK(sink->type == (chunked ? "" : "audio/wav"));
  CHECK(sink->largest_part <= 128 * 1024);
  CHECK(server.connections() == 1);
}

TEST_CASE("the server has to wait for a slow sink") {
  const bool tls = GENERATE(false, true);
  std::atomic<std::uint64_t> sent = 0;
  ScriptedServer server(send_large(sized, sent), tls ? secure() : ServerOptions{});
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  const auto sink = std::make_shared<TestSink>();
  sink->waits_at = 1;
  auto call = loop.start(client, download(server.url(), sink));
  loop.run_until([&] { return sink->waiting.has_value(); });
  // What the sockets hold is sent; then nothing more, however long one looks.
  std::uint64_t seen = 0;
  for (int unchanged = 0; unchanged < 50; ++unchanged) {
    if (std::exchange(seen, sent.load()) != seen) unchanged = 0;
    loop.settle();
    std::this_thread::yield();
  }
  CHECK(sent < large);
  CHECK(sink->writes == 1);

  sink->waits_at = UINT64_MAX;
  std::thread([&] { std::move (*sink->waiting)(Result<>()); }).join();
  const auto reply = loop.finish(call);
  if (!reply) FAIL(reply.error().message());
  CHECK(sink->check.is(large));
}

TEST_CASE("a compressed reply goes to the sink decoded, and a bomb in parts that stay small") {
  std::string body(large, ' ');
  fill_from(0, body);
  const auto coded = compress(body, Compression::gzip);
  ScriptedServer server(answer_with(make_reply(200, coded, "Content-Encoding: gzip\r\n")));
  Loop loop;
  Client client(loop.executor());
  const auto sink = std::make_shared<TestSink>();
  const auto reply = loop.send(client, download(server.url(), sink));
  if (!reply) FAIL(reply.error().message());
  CHECK(reply->diagnostics().decoded);
  CHECK(sink->check.is(large));
  CHECK(sink->largest_part < (2U << 20U));
}

TEST_CASE("a reply that isn't 2xx is in the Response") {
  const auto status = GENERATE(404, 302, 500);
  ScriptedServer server(answer_with(make_reply(status, "why")));
  Loop loop;
  Client client(loop.executor());
  const auto sink = std::make_shared<TestSink>();
  const auto reply = loop.send(client, download(server.url(), sink));
  if (!reply) FAIL(reply.error().message());
  CHECK(reply->body() == "why");
  CHECK(sink->begins == 0);
}

TEST_CASE("the limit of a body that isn't the sink's stays") {
  ScriptedServer server(answer_with(make_reply(500, std::string(2000, 'x'))));
  Loop loop;
  ClientOptions options;
  options.max_body_size = 1000;
  Client client(loop.executor(), options);
  CHECK(loop.fail(client, download(server.url(), std::make_shared<TestSink>())) ==
        Errc::body_too_large);
}

TEST_CASE("a reply without a body begins and ends; interim replies are nobody's") {
  ScriptedServer server(
      answer_with("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"));
  Loop loop;
  Client client(loop.executor());
  const auto sink = std::make_shared<TestSink>();
  for (int i = 0; i < 2; ++i)
    REQUIRE(loop.send(client, download(server.url(), sink)));
  CHECK(sink->begins == 2);
  CHECK(sink->writes == 0);
  CHECK(sink->status == 204);
  CHECK(server.connections() == 1);
}

TEST_CASE("a sink that refuses or fails ends the request") {
  const bool at_once = GENERATE(false, true);
  std::atomic<std::uint64_t> sent = 0;
  ScriptedServer server(send_large(sized, sent));
  Loop loop;
  Client client(loop.executor());
  const auto sink = std::make_shared<TestSink>();
  sink->refuses = at_once;
  sink->fails_at = 1'000'000;
  const auto error = loop.fail(client, download(server.url(), sink));
  CHECK(error == Errc::body_sink_failed);
  CHECK(error.detail() == (at_once ? "invalid argument" : "the disk is full"));
  CHECK(error.phase() == Phase::receive);
  CHECK(error.http_status() == 200);
  CHECK(error.delivery() == Delivery::answered);
  CHECK(server.wait_for_departures(1));
}

TEST_CASE("a reply that is cut off is an error, though the sink has a part") {
  const bool chunked = GENERATE(false, true);
  ScriptedServer server([chunked](Conversation& peer) {
    peer.read_request();
    peer.send(chunked ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n"
                      : "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234");
  });
  Loop loop;
  Client client(loop.executor());
  const auto sink = std::make_shared<TestSink>();
  CHECK(loop.fail(client, download(server.url(), sink)) == Errc::connection_closed);
  CHECK(sink->check.is(5));
}

TEST_CASE("a reply that ends with its connection is whole then") {
  ScriptedServer server([](Conversation& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\n\r\n01234");
  });
  Loop loop;
  Client client(loop.executor());
  const auto sink = std::make_shared<TestSink>();
  REQUIRE(loop.send(client, download(server.url(), sink)));
  CHECK(sink->check.is(5));
}

TEST_CASE("a request ends at once while its sink has the turn, and the part outlives it") {
  const std::string how = GENERATE("cancelled", "timed out", "closed");
  std::atomic<std::uint64_t> sent = 0;
  ScriptedServer server(send_large(sized, sent));
  Loop loop;
  auto client = std::make_optional<Client>(loop.executor());
  const auto sink = std::make_shared<TestSink>();
  sink->waits_at = 200'000;
  std::chrono::milliseconds limit = how == "timed out" ? 100ms : 24h;
  auto call = loop.start(*client, download(server.url(), sink), in(limit));
  loop.run_until([&] { return sink->waiting || call.done(); });
  while (!sink->waiting && limit < 5s) {  // A short deadline may pass before.
    limit *= 3;
    call = loop.start(*client, download(server.url(), sink), in(limit));
    loop.run_until([&] { return sink->waiting || call.done(); });
  }
  REQUIRE(sink->waiting);
  if (how == "cancelled") call.cancel();
  if (how == "closed") client.reset();
  const auto result = loop.finish(call);

  REQUIRE_FALSE(result);
  CHECK(result.error() == (how == "timed out" ? Errc::receive_timeout : Errc::cancelled));
  CHECK(result.error().detail() == "the sink of the body had the turn");
  CHECK(result.error().delivery() == Delivery::answered);
  CHECK(server.wait_for_departures(1));
  CHECK(sink->waiting_part.back() == byte_at(sink->check.size() - 1));
  const int writes = sink->writes;
  std::move (*sink->waiting)(Result<>());
  loop.settle();
  CHECK(writes == sink->writes);
}

TEST_CASE("what a source gives may come back to a sink meanwhile") {
  const bool tls = GENERATE(false, true);
  ScriptedServer server(
      [](Conversation& peer) {
        peer.read_head();
        peer.send(sized);
        std::array<char, 16 * 1024> bytes;
        for (std::uint64_t echoed = 0; echoed < large;) {
          const auto size = peer.read_bytes(bytes);
          peer.send({bytes.data(), size});
          echoed += size;
        }
      },
      tls ? secure() : ServerOptions{});
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  const auto source = std::make_shared<TestSource>(large);
  const auto sink = std::make_shared<TestSink>();
  auto request = upload(server.url(), source);
  request.body_sink = sink;
  const auto reply = loop.send(client, std::move(request));
  if (!reply) FAIL(reply.error().message());
  CHECK(sink->check.is(large));
  CHECK(source->sent.back() == large);
}

TEST_CASE("a function is a sink") {
  ScriptedServer server(answer_with(make_reply(200, "some text")));
  Loop loop;
  Client client(loop.executor());
  std::string text;
  const auto sink = std::make_shared<FunctionSink>([&](std::string_view part) {
    text.append(part);
    return Result<>();
  });
  REQUIRE(loop.send(client, download(server.url(), sink)));
  CHECK(text == "some text");
  CHECK(loop.fail(client, download(server.url(), sink)) == Errc::body_sink_failed);
}
