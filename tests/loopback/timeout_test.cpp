#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

using std::chrono::milliseconds;

// Sends to a server that stalls, until the deadline is long enough to get to its stall; checks that
// the client had closed the connection before it reported.
Error stall(Errc expected, const Script& script, const ServerOptions& options,
            const std::string& body = {}) {
  return with_growing_deadline(expected, [&](milliseconds limit) {
    ScriptedServer server(script, options);
    Loop loop;
    Client client(loop.executor(), trusting(authority()));
    const auto url = server.url();
    const auto error = loop.fail(client, body.empty() ? get(url) : post(url, body), in(limit));
    CHECK(server.wait_for_departures(server.connections()));
    return error;
  });
}

struct Stall {
  const char* name;
  Errc code;
  Phase phase;
  Delivery delivery;
  Script script;
};

const std::vector<Stall>& stalls() {
  static const std::vector<Stall> all{
      {"after the request", Errc::wait_timeout, Phase::wait, Delivery::maybe_applied,
       [](Conversation& peer) {
         peer.read_request();
         peer.hold();
       }},
      {"without reading the request", Errc::wait_timeout, Phase::wait, Delivery::maybe_applied,
       [](Conversation& peer) {
         peer.handshake();
         peer.hold();
       }},
      {"in the status line", Errc::receive_timeout, Phase::receive, Delivery::maybe_applied,
       [](Conversation& peer) {
         peer.read_request();
         peer.send("HTTP/1.1 2");
         peer.hold();
       }},
      {"in the head", Errc::receive_timeout, Phase::receive, Delivery::maybe_applied,
       [](Conversation& peer) {
         peer.read_request();
         peer.send("HTTP/1.1 200 OK\r\nContent-Le");
         peer.hold();
       }},
      {"after an interim reply", Errc::receive_timeout, Phase::receive, Delivery::maybe_applied,
       [](Conversation& peer) {
         peer.read_request();
         peer.send("HTTP/1.1 100 Continue\r\n\r\n");
         peer.hold();
       }},
      {"after the head", Errc::receive_timeout, Phase::receive, Delivery::answered,
       [](Conversation& peer) {
         peer.read_request();
         peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
         peer.hold();
       }},
      {"in the body", Errc::receive_timeout, Phase::receive, Delivery::answered,
       [](Conversation& peer) {
         peer.read_request();
         peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nx");
         peer.hold();
       }},
      {"before the last chunk", Errc::receive_timeout, Phase::receive, Delivery::answered,
       [](Conversation& peer) {
         peer.read_request();
         peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n");
         peer.hold();
       }},
      {"dripping a body without end", Errc::receive_timeout, Phase::receive, Delivery::answered,
       [](Conversation& peer) {
         peer.read_request();
         peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
         peer.drip("x");
       }},
      {"dripping a head", Errc::receive_timeout, Phase::receive, Delivery::maybe_applied,
       [](Conversation& peer) {
         peer.read_request();
         peer.send("HTTP/1.1 200 OK\r\nX: ");
         peer.drip("x");
       }},
  };
  return all;
}

}  // namespace

TEST_CASE("a server that stalls is left at the deadline, in the phase where it stalled") {
  const bool tls = GENERATE(false, true);
  const auto index = GENERATE(range(std::size_t{0}, stalls().size()));
  const auto& [name, code, phase, delivery, script] = stalls()[index];
  CAPTURE(tls, name);

  const auto error = stall(code, script, tls ? secure() : ServerOptions{});

  check_timeout(error, code, phase);
  CHECK(error.delivery() == delivery);
  CHECK(error.attempts() == 1);
  CHECK(error.where().find("127.0.0.1") != std::string_view::npos);
}

TEST_CASE("a server that never shakes hands is left with a TLS time-out") {
  const auto error = stall(Errc::tls_timeout, [](Conversation& peer) { peer.hold(); }, secure());
  check_timeout(error, Errc::tls_timeout, Phase::tls);
  CHECK(error.delivery() == Delivery::not_sent);
  CHECK(error.is(Condition::tls));
}

TEST_CASE("a server that stops reading is left while sending") {
  const auto error = with_growing_deadline(Errc::send_timeout, [&](milliseconds limit) {
    Gate left;
    ScriptedServer server(
        [&](Conversation& peer) {
          peer.wait(left);
          peer.hold();
        },
        {});
    Loop loop;
    Client client(loop.executor());
    auto failed = loop.fail(client, post(server.url(), std::string(32 << 20, 'x')), in(limit));
    left.open();
    CHECK(server.wait_for_departures(server.connections()));
    return failed;
  });
  check_timeout(error, Errc::send_timeout, Phase::send);
  CHECK(error.delivery() == Delivery::maybe_applied);
}

TEST_CASE("a host that doesn't accept is left with a connect time-out") {
  const HangingPort port;
  Loop loop;
  Client client(loop.executor());
  const auto error = loop.fail(client, get("http://127.0.0.1:" + std::to_string(port.port())),
                               in(milliseconds(100)));
  check_timeout(error, Errc::connect_timeout, Phase::connect);
  CHECK(error.delivery() == Delivery::not_sent);
}

TEST_CASE("the limit on connecting ends an attempt before the deadline does") {
  const HangingPort port;
  Loop loop;
  ClientOptions options;
  options.connect_limit = milliseconds(50);
  Client client(loop.executor(), options);
  const auto error = loop.fail(client, get("http://127.0.0.1:" + std::to_string(port.port())));
  check_timeout(error, Errc::connect_timeout, Phase::connect);
}

TEST_CASE("a DNS server that hangs is left at the deadline") {
  const SilentPort dns;
  Loop loop;
  Client client(loop.executor(), asking(dns.address()));
  const auto error = loop.fail(client, get("https://crm.test/"), in(milliseconds(150)));
  check_timeout(error, Errc::resolve_timeout, Phase::resolve);
  CHECK(error.delivery() == Delivery::not_sent);
  CHECK(dns.was_asked());
}

TEST_CASE("a request that waits for a connection is left at its deadline, the other one isn't") {
  ScriptedServer server([](Conversation& peer) {
    peer.read_request();
    peer.hold();
  });
  Loop loop;
  ClientOptions options;
  options.max_connections = 1;
  Client client(loop.executor(), options);
  auto first = loop.start(client, get(server.url("/first")));
  loop.run_until([&] { return server.requests().size() == 1; });

  const auto error = loop.fail(client, get(server.url("/second")), in(milliseconds(50)));

  check_timeout(error, Errc::queue_timeout, Phase::queue);
  CHECK(error.delivery() == Delivery::not_sent);
  CHECK_FALSE(first.done());
  CHECK(server.requests().size() == 1);
}

TEST_CASE("a deadline in the past fails without a connection") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client client(loop.executor());
  const auto past =
      GENERATE(Transport::Deadline::min(), Transport::Deadline(), in(milliseconds(0)));

  const auto error = loop.fail(client, get(server.url()), past);

  CHECK(error.is(Condition::timeout));
  CHECK(error.delivery() == Delivery::not_sent);
  CHECK(server.requests().empty());
}

TEST_CASE("a deadline that is never reached is fine") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client client(loop.executor());
  CHECK(loop.send(client, get(server.url()), Transport::Deadline::max()));
}

TEST_CASE("a connection that timed out isn't used again") {
  ScriptedServer server({[](Conversation& peer) {
                           peer.read_request();
                           peer.hold();
                         },
                         answer_with(make_reply(200, "well"))});
  Loop loop;
  Client client(loop.executor());
  CHECK(loop.fail(client, get(server.url()), in(milliseconds(150))).is(Condition::timeout));

  const auto reply = loop.send(client, get(server.url()));

  REQUIRE(reply);
  CHECK(reply->body() == "well");
  CHECK_FALSE(reply->diagnostics().reused_connection);
}
