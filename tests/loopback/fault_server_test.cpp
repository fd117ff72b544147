// The fault server itself: its scripts, and what it keeps for assertions.

#include "crmlink/testing/fault_server.hpp"

#include <zlib.h>

#include <stdexcept>

#include "loopback/harness.hpp"
#include "testing/gzip_bomb.hpp"

using namespace crmlink;
using namespace crmlink::test;
using testing::Fault;
using testing::FaultServer;
using testing::FaultServerOptions;
using testing::ReceivedRequest;
using testing::Turn;

namespace {

FaultServerOptions secured() {
  FaultServerOptions options;
  options.tls = true;
  return options;
}

}  // namespace

TEST_CASE("a fault server without faults answers as told, over TLS and plain") {
  const bool tls = GENERATE(false, true);
  FaultServer server(Turn(201, "made", {{"Content-Type", "text/plain"}, {"X-Id", "7"}}),
                     tls ? secured() : FaultServerOptions());
  Loop loop;
  Client client(loop.executor(), server.client_options());
  for (int n = 0; n < 2; ++n) {
    const auto reply = loop.send(client, post(server.url("/accounts?x=1"), "hello"));
    REQUIRE(reply);
    CHECK(reply->status() == 201);
    CHECK(reply->body() == "made");
    CHECK(reply->field("content-type") == "text/plain");
    CHECK(reply->field("x-id") == "7");
  }
  CHECK(server.connections() == 1);
  REQUIRE(server.requests().size() == 2);
  CHECK(server.requests()[1].target() == "/accounts?x=1");
  CHECK(server.requests()[1].body == "hello");
  CHECK(server.ca_pem().empty() != tls);
}

TEST_CASE("the turns of a script are used in order, the last one again and again") {
  FaultServer server({Turn(200, "1"), Fault::reset, Turn(200, "3")});
  Loop loop;
  Client client(loop.executor());
  CHECK(loop.send(client, post(server.url(), ""))->body() == "1");
  CHECK(loop.fail(client, post(server.url(), "")) == Errc::connection_reset);
  CHECK(loop.send(client, post(server.url(), ""))->body() == "3");
  CHECK(loop.send(client, post(server.url(), ""))->body() == "3");
  CHECK(server.connections() == 2);
}

TEST_CASE("a turn of a connection comes at the next connection, which the client is sent to") {
  FaultServer server({Turn(200, "1"), Fault::tls_alert, Fault::expired_certificate, Turn(200, "4")},
                     secured());
  Loop loop;
  Client client(loop.executor(), server.client_options());
  CHECK(loop.send(client, get(server.url()))->field("connection") == "close");
  CHECK(loop.fail(client, get(server.url())) == Errc::tls_failed);
  CHECK(loop.fail(client, get(server.url())) == Errc::certificate_rejected);
  CHECK(loop.send(client, get(server.url()))->body() == "4");
  CHECK(server.connections() == 4);
}

TEST_CASE("a function chooses the turn by the request") {
  FaultServer server([](const ReceivedRequest& request) {
    return request.body == "bad" ? Turn(Fault::close, 0) : Turn(200, request.target());
  });
  Loop loop;
  Client client(loop.executor());
  CHECK(loop.send(client, post(server.url("/a"), "good"))->body() == "/a");
  CHECK(loop.fail(client, post(server.url("/b"), "bad")) == Errc::connection_closed);
  CHECK(loop.send(client, post(server.url("/c"), "good"))->body() == "/c");
}

TEST_CASE("a fault server counts those who leave it") {
  FaultServer server(Fault::black_hole);
  Loop loop;
  Client client(loop.executor());
  auto call = loop.start(client, get(server.url()));
  loop.run_until([&] { return server.requests().size() == 1; });
  CHECK(server.departures() == 0);
  call.cancel();
  CHECK(loop.finish(call).error() == Errc::cancelled);
  CHECK(server.wait_for_departures(1));
}

TEST_CASE("a fault server ends while it drips, floods and hangs") {
  const auto before = open_descriptors();
  const auto fault = GENERATE(Fault::drip, Fault::interim_flood, Fault::black_hole,
                              Fault::half_close, Fault::gzip_bomb, Fault::full_backlog);
  {
    FaultServer server{Turn(fault)};
    Loop loop;
    Client client(loop.executor());
    auto call = loop.start(client, get(server.url()));
    loop.settle();
    client.close();
    loop.settle();
  }
  CHECK(open_descriptors() == before);
}

TEST_CASE("a reply that drips is whole in the end") {
  Turn slow(200, "twelve bytes");
  slow.fault = Fault::drip;
  slow.bytes = 5;
  slow.interval = std::chrono::milliseconds(0);
  FaultServer server(slow);
  Loop loop;
  Client client(loop.executor());
  CHECK(loop.send(client, get(server.url()))->body() == "twelve bytes");
}

TEST_CASE("a script that can't be played is refused") {
  CHECK_THROWS_AS(FaultServer(std::vector<Turn>()), std::invalid_argument);
  CHECK_THROWS_AS(FaultServer(Fault::tls_alert), std::invalid_argument);
  CHECK_THROWS_AS(FaultServer({Turn(), Fault::full_backlog}), std::invalid_argument);
}

TEST_CASE("a fault server listens on IPv6") {
  if (!has_ipv6_loopback()) return;
  auto options = secured();
  options.address = "::1";
  FaultServer server(Turn(), options);
  Loop loop;
  Client client(loop.executor(), server.client_options());
  CHECK(loop.send(client, get(server.url())));
}

TEST_CASE("a gzip bomb is small, and made of one small piece after another") {
  std::size_t written = 0;
  std::size_t largest = 0;
  std::string begin;
  testing::GzipBomb bomb([&](std::string_view piece) {
    if (begin.empty()) begin = piece.substr(0, 3);
    written += piece.size();
    largest = std::max(largest, piece.size());
  });
  bomb.write(50'000'000, "{}");
  CHECK(begin == "\x1F\x8B\x08");
  CHECK(written < 50'000'000 / 150);
  CHECK(largest < 20'000);
}

TEST_CASE("a gzip bomb is valid to its checksum") {
  std::string bomb;
  testing::GzipBomb([&](std::string_view piece) { bomb += piece; }).write(1'000'000, "{}");
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, MAX_WBITS + 16) == Z_OK);
  std::string text(1'001'000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(bomb.data());
  stream.avail_in = static_cast<uInt>(bomb.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  CHECK(text.size() >= 1'000'000);
  CHECK(text.find_first_not_of(' ') == text.size() - 2);
}
